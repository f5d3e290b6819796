//! Bad input at the Registry: each kind is refused with its reason, and leaves no record.

#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod fields;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod shares;
