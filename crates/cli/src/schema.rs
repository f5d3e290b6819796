//! What the proto files say, at run time: which commands and tables there are and what they hold,
//! so that a new one needs no line in this crate to be written and read.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};
use rights_api::v1::Reason;
use tonic::Code;

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
    DescriptorPool::decode(bytes.as_slice()).expect("the build script wrote what protox compiled")
});

/// The operations that a command can carry: their fields in `rights.ledger.v1.Command`.
///
/// # Panics
/// If the proto files have no command.
pub fn operations() -> impl Iterator<Item = FieldDescriptor> {
    let command = message("rights.ledger.v1.Command");
    let operation = command.oneofs().find(|oneof| oneof.name() == "operation");
    let operation = operation.expect("a command carries an operation");
    operation.fields().collect::<Vec<_>>().into_iter()
}

/// The operation whose command has this name in the rulebook, for example `ProposeParty`.
#[must_use]
pub fn operation(name: &str) -> Option<FieldDescriptor> {
    operations().find(|field| name_of(field) == name)
}

/// The name in the rulebook of the command that an operation is, for example `ProposeParty`. Twins
/// share a message, so that the field has it and the message may not.
#[must_use]
pub fn name_of(operation: &FieldDescriptor) -> String {
    pascal(operation.name())
}

/// The message of an operation.
///
/// # Panics
/// Never: operations are messages.
#[must_use]
pub fn command_of(operation: &FieldDescriptor) -> MessageDescriptor {
    nested(operation).expect("every operation is a message")
}

/// The message that a field holds, if it holds messages.
#[must_use]
pub fn nested(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    field.kind().as_message().cloned()
}

/// The method that lists `table`, if that is read.
#[must_use]
pub fn list_of(table: &str) -> Option<MethodDescriptor> {
    method(&format!("List{}", pascal(table)))
}

/// The method that gets one row of `table`: named as the message of its rows.
#[must_use]
pub fn get_of(table: &str) -> Option<MethodDescriptor> {
    let row = row_of(&list_of(table)?)?;
    method(&format!("Get{}", row.name().strip_suffix("Row")?))
}

/// The rows that a listing gives.
#[must_use]
pub fn row_of(list: &MethodDescriptor) -> Option<MessageDescriptor> {
    nested(&list.output().get_field_by_name("rows")?)
}

/// The name of an enum's value without the prefix that all its values share.
#[must_use]
pub fn short<'a>(field: &FieldDescriptor, name: &'a str) -> &'a str {
    match field.kind() {
        Kind::Enum(kind) => {
            let unspecified = kind.default_value();
            let prefix = unspecified.name().strip_suffix("UNSPECIFIED").unwrap_or_default();
            name.strip_prefix(prefix).unwrap_or(name)
        }
        Kind::Double
        | Kind::Float
        | Kind::Int32
        | Kind::Int64
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Sint32
        | Kind::Sint64
        | Kind::Fixed32
        | Kind::Fixed64
        | Kind::Sfixed32
        | Kind::Sfixed64
        | Kind::Bool
        | Kind::String
        | Kind::Bytes
        | Kind::Message(_) => name,
    }
}

/// The gRPC code that `reason` travels with.
pub fn code_of(reason: Reason) -> Code {
    let find = || {
        let reasons = POOL.get_enum_by_name("rights.api.v1.Reason")?;
        let option = POOL.get_extension_by_name("rights.api.v1.code")?;
        let value = reasons.get_value(reason.into())?;
        value.options().get_extension(&option).as_enum_number()
    };
    find().map_or(Code::Unknown, Code::from_i32)
}

/// The message of that full name.
///
/// # Panics
/// If the proto files have none.
pub fn message(name: &str) -> MessageDescriptor {
    POOL.get_message_by_name(name).unwrap_or_else(|| panic!("{name} is in no proto file"))
}

fn method(name: &str) -> Option<MethodDescriptor> {
    let query = POOL.get_service_by_name("rights.api.v1.Query")?;
    query.methods().find(|method| method.name() == name)
}

fn pascal(name: &str) -> String {
    name.split('_').map(|word| [&word[..1].to_uppercase(), &word[1..]].concat()).collect()
}

#[cfg(test)]
mod tests {
    use rights::row::TABLES;

    use super::*;

    #[test]
    fn rows_have_the_columns_of_their_table_and_can_be_got() {
        for table in TABLES {
            let list = list_of(table.name).unwrap_or_else(|| panic!("{}", table.name));
            let row = row_of(&list).unwrap();
            let names: Vec<_> = row.fields().map(|field| field.name().to_owned()).collect();
            let columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(names, columns, "{}", table.name);
            assert!(get_of(table.name).is_some(), "{}", table.name);
        }
    }

    #[test]
    fn a_reason_ends_the_command_as_its_grpc_code_does() {
        assert_eq!(code_of(Reason::NotAuthorised), Code::PermissionDenied);
        assert_eq!(code_of(Reason::NotFound), Code::NotFound);
    }
}
