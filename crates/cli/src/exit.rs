//! How the command ends: one number for each way of ending, from which the help is written too.

use tonic::Code;

/// Every way of ending.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    Success = 0,
    Refused = 1,
    Usage = 2,
    NotFound = 3,
    Conflict = 4,
    NotPermitted = 5,
    NotAuthenticated = 6,
    Unavailable = 7,
    Cancelled = 8,
    Signature = 20,
    Order = 21,
    Proof = 22,
    Checkpoint = 23,
    Quorum = 24,
    Rules = 25,
    Malformed = 26,
    Incomplete = 27,
    Doctor = 30,
    Configuration = 78,
}

impl Exit {
    /// All of them, ascending.
    pub const ALL: [Exit; 19] = [
        Exit::Success,
        Exit::Refused,
        Exit::Usage,
        Exit::NotFound,
        Exit::Conflict,
        Exit::NotPermitted,
        Exit::NotAuthenticated,
        Exit::Unavailable,
        Exit::Cancelled,
        Exit::Signature,
        Exit::Order,
        Exit::Proof,
        Exit::Checkpoint,
        Exit::Quorum,
        Exit::Rules,
        Exit::Malformed,
        Exit::Incomplete,
        Exit::Doctor,
        Exit::Configuration,
    ];

    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The way that has this number; refused if none has.
    #[must_use]
    pub fn of(code: u8) -> Exit {
        Exit::ALL.into_iter().find(|exit| exit.code() == code).unwrap_or(Exit::Refused)
    }

    /// The way in which a gRPC status ends the command.
    #[must_use]
    pub fn of_status(code: Code) -> Exit {
        match code {
            Code::Ok => Exit::Success,
            Code::NotFound => Exit::NotFound,
            Code::AlreadyExists | Code::Aborted => Exit::Conflict,
            Code::PermissionDenied => Exit::NotPermitted,
            Code::Unauthenticated => Exit::NotAuthenticated,
            Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted => {
                Exit::Unavailable
            }
            Code::Cancelled => Exit::Cancelled,
            Code::DataLoss => Exit::Order,
            Code::InvalidArgument
            | Code::FailedPrecondition
            | Code::OutOfRange
            | Code::Unimplemented
            | Code::Internal
            | Code::Unknown => Exit::Refused,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_ways_of_ending_share_a_number() {
        assert!(Exit::ALL.is_sorted_by(|a, b| a.code() < b.code()));
        assert!(Exit::ALL.into_iter().all(|exit| Exit::of(exit.code()) == exit));
    }
}
