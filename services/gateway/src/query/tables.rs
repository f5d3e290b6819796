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
}
