//! The rulebook's scenarios through the whole system: commands are signed, sequenced, logged and
//! projected, and at the end of every story an auditor verifies all of it offline.

#[cfg(test)]
mod access_and_levels;
#[cfg(test)]
mod compromise;
#[cfg(test)]
mod contest_and_settlement;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod s01_joint_result;
#[cfg(test)]
mod s02_no_share_agreement;
#[cfg(test)]
mod s09_suspended_state;
#[cfg(test)]
mod s12_correction;
#[cfg(test)]
mod s14_policy_change;
#[cfg(test)]
mod succession;
