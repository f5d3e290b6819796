//! Which sealed texts a command commits to: found in its bytes by a table made from the protos, so
//! that a new command with a sealed field has nothing to add here.

use alloc::vec::Vec;

use super::{Malformed, v1};
use crate::{id::Digest, sealed::Sealed};

// `PLACES`: for each message that leads to a `Sealed`, the fields that do and their messages.
include!(concat!(env!("OUT_DIR"), "/sealed_places.rs"));

/// The wire type of a number.
const NUMBER: u64 = 0;
/// The wire type of a field that has a length: strings, bytes and messages.
const WITH_LENGTH: u64 = 2;

/// The commitments in the signed bytes of a command, in their order, repeats included.
///
/// # Errors
/// [`Malformed`] at `bytes` or at a commitment: [`super::command::read`] would not have taken them.
pub fn of(command: &[u8]) -> Result<Vec<Digest>, Malformed> {
    let mut found = Vec::new();
    walk(command, COMMAND, &mut found)?;
    Ok(found)
}

fn walk(mut bytes: &[u8], message: usize, found: &mut Vec<Digest>) -> Result<(), Malformed> {
    if message == SEALED {
        let sealed: v1::Sealed = super::strictly(bytes)?;
        let sealed: Sealed = super::Wire::read(sealed)?;
        found.push(sealed.commitment);
        return Ok(());
    }
    let Some(places) = PLACES.get(message) else { return Ok(()) };
    while !bytes.is_empty() {
        let key = varint(&mut bytes)?;
        let (field, wire_type) = (key >> 3, key & 7);
        if wire_type == NUMBER {
            varint(&mut bytes)?;
            continue;
        }
        // The ledger's protos have numbers and what has a length, nothing else.
        if wire_type != WITH_LENGTH {
            return Err(malformed());
        }
        let length = usize::try_from(varint(&mut bytes)?).map_err(|_| malformed())?;
        let (inner, rest) = bytes.split_at_checked(length).ok_or(malformed())?;
        bytes = rest;
        if let Some((_, inside)) = places.iter().find(|(number, _)| *number == field) {
            walk(inner, *inside, found)?;
        }
    }
    Ok(())
}

fn varint(bytes: &mut &[u8]) -> Result<u64, Malformed> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(malformed())?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(malformed())
}

fn malformed() -> Malformed {
    Malformed::at("bytes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{
            Command, office,
            scenario::{STATES, World, ask, offer, state},
        },
        role::Role,
        sealed,
        wire::command,
    };

    #[test]
    fn every_sealed_text_of_a_command_is_found_however_deep_it_stands() {
        let world = World::unfounded();
        let mut terms = World::founding_terms();
        let names = STATES.map(|of| sealed::commitment(&[7; 16], of));
        for (part, name) in terms.parts.iter_mut().zip(names) {
            part.head.name = Some(Sealed { commitment: name });
        }
        let asked = world.signed(World::founding_with(terms));
        let bytes = command::write(&asked.header, &asked.command);
        assert_eq!(of(&bytes), Ok(names.to_vec()));
    }

    #[test]
    fn a_command_without_sealed_text_commits_to_nothing() {
        let role = Role::PartSecretary(state("RU"));
        let asked =
            office::AppointSecretary { state: state("RU"), name: None, offer: offer(role, 0) };
        let asked =
            ask(Role::Head(state("RU")), Command::from(office::Command::AppointSecretary(asked)));
        let asked = World::unfounded().signed(asked);
        assert_eq!(of(&command::write(&asked.header, &asked.command)), Ok(Vec::new()));
    }

    #[test]
    fn bytes_that_are_no_message_are_refused() {
        for bytes in [&[0x80][..], &[0x82, 0x01, 0x05, 0x00], &[0x0d, 0, 0, 0, 0], &[0xff; 11]] {
            assert!(of(bytes).is_err(), "{bytes:?}");
        }
    }
}
