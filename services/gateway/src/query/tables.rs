//! Every table's two methods: one entry each.

use rights::row::Row;
use rights_api::{
    cell::KeyField as _,
    status::{self, Failure},
    v1::{
        self, GetLedgerRequest, GetLedgerResponse, GetReceiptRequest, GetReceiptResponse,
        HistoryRequest, HistoryResponse, Reason,
    },
};
use tonic::{Request, Response, Status};

use super::{Query, page::Asked, read};

/// Another table's row where one of this table was asked for: the views cannot give such.
fn mixed() -> Status {
    status::failure(&Failure::new(Reason::Internal))
}

/// Each: the row's variant, the table and its key columns; then the two methods with their messages.
macro_rules! queries {
    ($($row:ident in $table:ident [$($key:ident),+]
        $get:ident $get_request:ident $get_response:ident
        $list:ident $list_request:ident $list_response:ident;)*) => {
        #[tonic::async_trait]
        impl v1::query_server::Query for Query {
            async fn get_ledger(
                &self,
                _: Request<GetLedgerRequest>,
            ) -> Result<Response<GetLedgerResponse>, Status> {
                self.ledger().await.map(Response::new)
            }

            async fn get_receipt(
                &self,
                request: Request<GetReceiptRequest>,
            ) -> Result<Response<GetReceiptResponse>, Status> {
                self.receipt(request.into_inner()).await.map(Response::new)
            }

            async fn history(
                &self,
                request: Request<HistoryRequest>,
            ) -> Result<Response<HistoryResponse>, Status> {
                self.versions(request.into_inner()).await.map(Response::new)
            }

            $(
            async fn $get(
                &self,
                request: Request<v1::$get_request>,
            ) -> Result<Response<v1::$get_response>, Status> {
                let v1::$get_request { moment, $($key),+ } = request.into_inner();
                let table = read::table(stringify!($table)).ok_or_else(mixed)?;
                let mut columns = table.key_columns().iter();
                let key = [$(columns.next().map(|column| $key.cell(column.kind))),+];
                let key = key.into_iter().flatten().collect();
                let got = self.get(table, moment, key).await?;
                let Row::$row(row) = got.row else { return Err(mixed()) };
                let (as_of, row) = (Some(got.as_of), Some(row));
                Ok(Response::new(v1::$get_response { as_of, row, texts: got.texts }))
            }

            async fn $list(
                &self,
                request: Request<v1::$list_request>,
            ) -> Result<Response<v1::$list_response>, Status> {
                let v1::$list_request { moment, filters, page_size, page_token } =
                    request.into_inner();
                let table = read::table(stringify!($table)).ok_or_else(mixed)?;
                let asked = Asked { table, moment, filters, page_size, page_token };
                let listed = self.list(asked).await?;
                let row = |row| {
                    let Row::$row(row) = row else { return Err(mixed()) };
                    Ok(row)
                };
                Ok(Response::new(v1::$list_response {
                    as_of: Some(listed.as_of),
                    rows: listed.rows.into_iter().map(row).collect::<Result<_, _>>()?,
                    next_page_token: listed.next_page_token,
                    texts: listed.texts,
                }))
            }
            )*
        }
    };
}

queries! {
    Party in parties [party]
        get_party GetPartyRequest GetPartyResponse
        list_parties ListPartiesRequest ListPartiesResponse;
    Key in keys [key]
        get_key GetKeyRequest GetKeyResponse
        list_keys ListKeysRequest ListKeysResponse;
    Controller in controllers [party, position]
        get_controller GetControllerRequest GetControllerResponse
        list_controllers ListControllersRequest ListControllersResponse;
    Contract in contracts [contract]
        get_contract GetContractRequest GetContractResponse
        list_contracts ListContractsRequest ListContractsResponse;
    ContractParty in contract_parties [contract, party]
        get_contract_party GetContractPartyRequest GetContractPartyResponse
        list_contract_parties ListContractPartiesRequest ListContractPartiesResponse;
    ContractTerm in contract_terms [contract, heading]
        get_contract_term GetContractTermRequest GetContractTermResponse
        list_contract_terms ListContractTermsRequest ListContractTermsResponse;
    Background in background [contract, item]
        get_background GetBackgroundRequest GetBackgroundResponse
        list_background ListBackgroundRequest ListBackgroundResponse;
    Contribution in contributions [result, contributor]
        get_contribution GetContributionRequest GetContributionResponse
        list_contributions ListContributionsRequest ListContributionsResponse;
    ShareProposal in share_proposals [result, proposal]
        get_share_proposal GetShareProposalRequest GetShareProposalResponse
        list_share_proposals ListShareProposalsRequest ListShareProposalsResponse;
    Holding in holdings [result, party]
        get_holding GetHoldingRequest GetHoldingResponse
        list_holdings ListHoldingsRequest ListHoldingsResponse;
    OwnershipChange in ownership_changes [result, party, record]
        get_ownership_change GetOwnershipChangeRequest GetOwnershipChangeResponse
        list_ownership_changes ListOwnershipChangesRequest ListOwnershipChangesResponse;
    Result in results [result]
        get_result GetResultRequest GetResultResponse
        list_results ListResultsRequest ListResultsResponse;
    ResultHolder in result_holders [result, party]
        get_result_holder GetResultHolderRequest GetResultHolderResponse
        list_result_holders ListResultHoldersRequest ListResultHoldersResponse;
    Creator in creators [result, position]
        get_creator GetCreatorRequest GetCreatorResponse
        list_creators ListCreatorsRequest ListCreatorsResponse;
    Derivation in derivations [derived, source]
        get_derivation GetDerivationRequest GetDerivationResponse
        list_derivations ListDerivationsRequest ListDerivationsResponse;
    RegistrationWindow in registration_windows [result, addressee]
        get_registration_window GetRegistrationWindowRequest GetRegistrationWindowResponse
        list_registration_windows ListRegistrationWindowsRequest ListRegistrationWindowsResponse;
    Version in versions [result, number]
        get_version GetVersionRequest GetVersionResponse
        list_versions ListVersionsRequest ListVersionsResponse;
    Contest in contests [result, opened]
        get_contest GetContestRequest GetContestResponse
        list_contests ListContestsRequest ListContestsResponse;
    Correction in corrections [record, by]
        get_correction GetCorrectionRequest GetCorrectionResponse
        list_corrections ListCorrectionsRequest ListCorrectionsResponse;
    Handover in handovers [result, record]
        get_handover GetHandoverRequest GetHandoverResponse
        list_handovers ListHandoversRequest ListHandoversResponse;
    Declassification in declassifications [result, asked]
        get_declassification GetDeclassificationRequest GetDeclassificationResponse
        list_declassifications ListDeclassificationsRequest ListDeclassificationsResponse;
    Threshold in thresholds [role]
        get_threshold GetThresholdRequest GetThresholdResponse
        list_thresholds ListThresholdsRequest ListThresholdsResponse;
    ContestableRecord in contestable_records [record]
        get_contestable_record GetContestableRecordRequest GetContestableRecordResponse
        list_contestable_records ListContestableRecordsRequest ListContestableRecordsResponse;
    Access in accesses [subject, reader, granted_by]
        get_access GetAccessRequest GetAccessResponse
        list_accesses ListAccessesRequest ListAccessesResponse;
    Shredded in shredded [commitment]
        get_shredded GetShreddedRequest GetShreddedResponse
        list_shredded ListShreddedRequest ListShreddedResponse;
    Programme in programme [programme]
        get_programme GetProgrammeRequest GetProgrammeResponse
        list_programme ListProgrammeRequest ListProgrammeResponse;
    Treaty in treaties [treaty]
        get_treaty GetTreatyRequest GetTreatyResponse
        list_treaties ListTreatiesRequest ListTreatiesResponse;
    Binding in bindings [treaty, state, period]
        get_binding GetBindingRequest GetBindingResponse
        list_bindings ListBindingsRequest ListBindingsResponse;
    NationalPart in national_parts [state]
        get_national_part GetNationalPartRequest GetNationalPartResponse
        list_national_parts ListNationalPartsRequest ListNationalPartsResponse;
    Policy in policies [version]
        get_policy GetPolicyRequest GetPolicyResponse
        list_policies ListPoliciesRequest ListPoliciesResponse;
    PolicyValue in policy_values [version, key]
        get_policy_value GetPolicyValueRequest GetPolicyValueResponse
        list_policy_values ListPolicyValuesRequest ListPolicyValuesResponse;
    Appointment in appointments [office, record]
        get_appointment GetAppointmentRequest GetAppointmentResponse
        list_appointments ListAppointmentsRequest ListAppointmentsResponse;
    Designation in designations [state, record]
        get_designation GetDesignationRequest GetDesignationResponse
        list_designations ListDesignationsRequest ListDesignationsResponse;
    Council in councils [council]
        get_council GetCouncilRequest GetCouncilResponse
        list_councils ListCouncilsRequest ListCouncilsResponse;
    Decision in decisions [record]
        get_decision GetDecisionRequest GetDecisionResponse
        list_decisions ListDecisionsRequest ListDecisionsResponse;
    Notice in notices [addressee, record, notice]
        get_notice GetNoticeRequest GetNoticeResponse
        list_notices ListNoticesRequest ListNoticesResponse;
}
