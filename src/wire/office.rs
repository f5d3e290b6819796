//! Commands and events of `ledger::office`, field by field.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{Field, Malformed, choice, message};
use crate::{
    ledger::{
        notices::NoticeId,
        office::{
            AcknowledgeNotice, AdoptUnanimously, AppointCommissionSecretary, AppointCouncilChair,
            AppointDelegate, AppointHead, AppointSecretary, Appointment, ChairMode, ChairRecorded,
            ConstituteCouncil, DesignateAuthorisedBody, EndAppointment, NoticeDelivered, Power,
            RecordChair, RecordNoticeDelivery,
        },
    },
    policy::{list::CommandName, value::Value as _},
    role::Body,
};

choice! {
    ChairMode = ChairMode { ElectedByHeads, AppointedByCouncil }
    Power = Power { Accreditation, Consent, ExportClearance }
}

message! {
    AppointHead = AppointHead { state, act, name, offer }
    AppointSecretary = AppointSecretary { state, name, offer }
    Appointment = AppointmentMade { office, holder, name, from, until, act }
    DesignateAuthorisedBody = DesignateAuthorisedBody {
        state, treaty, body, name, powers, from, until,
    }
    AppointDelegate = AppointDelegate { council, state, name, offer }
    EndAppointment = EndAppointment { office, record, from }
    RecordChair = RecordChair { act, mode, name, offer }
    ChairRecorded = ChairRecorded { appointment, mode }
    AppointCommissionSecretary = AppointCommissionSecretary { act, name, offer }
    ConstituteCouncil = ConstituteCouncil { council, regulation, competence }
    AppointCouncilChair = AppointCouncilChair { council, holder, name, from, until }
    AdoptUnanimously = AdoptUnanimously { body, orders, text }
    NoticeId = NoticeName { sequence, index }
    AcknowledgeNotice = AcknowledgeNotice { notice }
    RecordNoticeDelivery = RecordNoticeDelivery { notice, delivered, proof }
    NoticeDelivered = NoticeDelivered { notice, delivered }
}

impl Field<String> for Body {
    fn read_field(field: String, place: &'static str) -> Result<Body, Malformed> {
        Body::parse(&field).map_err(|_| Malformed::at(place))
    }

    fn write_field(&self) -> String {
        self.as_str().into()
    }
}

impl Field<Vec<i32>> for Vec<Power> {
    fn read_field(field: Vec<i32>, place: &'static str) -> Result<Vec<Power>, Malformed> {
        field.into_iter().map(|power| Field::read_field(power, place)).collect()
    }

    fn write_field(&self) -> Vec<i32> {
        self.iter().map(Field::write_field).collect()
    }
}

impl Field<Vec<String>> for Vec<CommandName> {
    fn read_field(field: Vec<String>, place: &'static str) -> Result<Self, Malformed> {
        field.iter().map(|name| CommandName::read(name).ok_or(Malformed::at(place))).collect()
    }

    fn write_field(&self) -> Vec<String> {
        self.iter().map(ToString::to_string).collect()
    }
}
