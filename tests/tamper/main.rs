//! An auditor's promise, tried by an auditor who tampers: whatever is changed in an export is
//! found, and the first check that fails names the exit code (S-11).

#[cfg(test)]
mod bytes;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod parts;
