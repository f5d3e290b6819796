//! The rules of policies, over every key of the table.

use super::choice::Level;
use super::keys::{edges, written};
use super::*;
use crate::share::Share;
use crate::time::{Date, Days};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::vec;

fn reference() -> Vec<(&'static str, String)> {
    Policy::reference().entries()
}

/// The reference policy with one value changed.
fn with(key: &str, value: &str) -> Result<Policy, PolicyFault> {
    let mut entries = reference();
    for (name, text) in &mut entries {
        if *name == key {
            value.clone_into(text);
        }
    }
    Policy::parse(&entries)
}

fn text<'a>(entries: &'a [(&'static str, String)], key: &str) -> &'a str {
    &entries.iter().find(|(name, _)| *name == key).unwrap().1
}

#[test]
fn pol_5_a_policy_without_a_key_is_refused_for_every_key() {
    for key in KEYS {
        let mut entries = reference();
        entries.retain(|(name, _)| *name != key.name);
        assert_eq!(Policy::parse(&entries), Err(PolicyFault::Missing { key: key.name }));
    }
}

#[test]
fn pol_5_an_unknown_key_is_refused_wherever_it_stands() {
    for unknown in ["", "aaa", "contest.windows", "transfer", "zzz"] {
        let mut entries: Vec<(&str, String)> = reference();
        entries.push((unknown, "30cd".to_owned()));
        entries.sort_unstable();
        let fault = PolicyFault::Unknown { key: unknown.to_owned() };
        assert_eq!(Policy::parse(&entries), Err(fault), "{unknown}");
    }
}

#[test]
fn pol_5_every_key_accepts_the_ends_of_its_range_as_they_are_written() {
    for (key, texts) in edges() {
        assert!(texts.within.len() >= 2, "{key}");
        for value in &texts.within {
            let policy = with(key, value).unwrap_or_else(|fault| panic!("{fault}"));
            assert_eq!(text(&policy.entries(), key), value, "{key}");
        }
    }
}

#[test]
fn pol_5_every_key_refuses_what_lies_just_outside_and_says_what_it_allows() {
    for ((key, texts), stated) in edges().iter().zip(KEYS) {
        assert_eq!(*key, stated.name);
        assert!(texts.beyond.len() >= 3, "{key}");
        for value in &texts.beyond {
            let fault = PolicyFault::Invalid {
                key: stated.name,
                value: value.clone(),
                allowed: stated.allowed(),
            };
            assert_eq!(with(key, value), Err(fault));
        }
    }
}

#[test]
fn a_key_stated_twice_or_out_of_order_is_refused() {
    for index in 1..KEYS.len() {
        let mut entries = reference();
        let key = entries[index - 1].0;
        entries.swap(index - 1, index);
        let fault = PolicyFault::OutOfOrder { key: key.to_owned() };
        assert_eq!(Policy::parse(&entries), Err(fault));

        let mut entries = reference();
        let entry = entries[index].clone();
        let fault = PolicyFault::Repeated { key: entry.0.to_owned() };
        entries.insert(index, entry);
        assert_eq!(Policy::parse(&entries), Err(fault));
    }
}

#[test]
fn every_preset_states_every_key_and_reads_back_as_itself() {
    for (_, preset) in Preset::SPELLINGS {
        let policy = Policy::preset(*preset);
        let entries = policy.entries();
        assert_eq!(entries.len(), KEYS.len());
        assert!(entries.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(Policy::parse(&entries), Ok(policy));
    }
}

#[test]
fn a_presets_values_are_keys_and_its_open_keys_have_the_default() {
    for (_, preset) in Preset::SPELLINGS {
        let entries = Policy::preset(*preset).entries();
        let stated: BTreeSet<_> = preset.stated().iter().map(|(key, _)| *key).collect();
        assert_eq!(stated.len(), preset.stated().len(), "{preset}: a key is stated once");
        for (key, value) in preset.stated() {
            assert_eq!(text(&entries, key), *value, "{preset}");
        }
        for key in preset.open_keys() {
            assert!(!stated.contains(key), "{preset}: {key}");
            assert_eq!(text(&entries, key), named(key).unwrap().default, "{preset}: {key}");
        }
        assert!(preset.open_keys().is_sorted(), "{preset}");
    }
}

#[test]
fn the_reference_preset_is_every_default_and_leaves_nothing_open() {
    for (key, value) in written(&Policy::preset(Preset::Reference)) {
        assert_eq!(value, named(key).unwrap().default);
    }
    assert_eq!(Preset::Reference.open_keys(), [""; 0]);
}

#[test]
fn siblings_differ_from_the_reference_as_the_rulebook_says() {
    let policy = Policy::preset(Preset::Iter);
    let differences = Policy::differences(&Policy::reference(), &policy);
    let keys: Vec<_> = differences.iter().map(|difference| difference.key).collect();
    assert_eq!(
        keys,
        [
            "council.rule.substantive",
            "jointRegime.untilAgreed",
            "licence.nonExclusive.consent",
            "licence.onParentEnd",
            "licence.sublicence",
            "ownership.default",
            "shares.defaultSplit",
            "transfer.consent",
            "transfer.notice",
            "transfer.objection.window",
            "transfer.preemption",
        ]
    );
    assert_eq!((&*differences[8].old, &*differences[8].new), ("45cd", "0cd"));
    assert_eq!(Policy::differences(&policy, &policy), vec![]);
}

#[test]
fn pol_6_a_contract_sets_the_listed_keys_and_no_others() {
    let policy = Policy::reference();
    let own = policy.with_override("licence.cureDays", "90cd").unwrap();
    assert_eq!(own.licence_cure_days.days(), Days::Calendar(90));
    assert_eq!(Policy::differences(&policy, &own).len(), 1);
    let refused = |key| PolicyFault::NotForContracts { key };
    for key in ["transfer.notice", "authority", "policy.contractMay"] {
        assert_eq!(policy.with_override(key, "30cd"), Err(refused(named(key).unwrap().name)));
    }
    let unknown = PolicyFault::Unknown { key: "licence.colour".to_owned() };
    assert_eq!(policy.with_override("licence.colour", "RED"), Err(unknown));
    assert!(matches!(
        policy.with_override("licence.cureDays", "366cd"),
        Err(PolicyFault::Invalid { key: "licence.cureDays", .. })
    ));
}

#[test]
fn pol_6_no_policy_lets_a_contract_widen_its_own_freedom() {
    for pattern in ["policy.contractMay", "policy.*"] {
        assert!(matches!(with("policy.contractMay", pattern), Err(PolicyFault::Invalid { .. })));
    }
}

#[test]
fn cfd_7_a_states_own_mark_goes_before_the_common_one() {
    let policy = with("confidentiality.marks", "*:secret=L3;KZ:secret=L4").unwrap();
    let level = |code, mark: &str| {
        policy.confidentiality_marks.level_of(crate::territory::State::parse(code).unwrap(), mark)
    };
    assert_eq!(level("KZ", "secret"), Some(Level::L4));
    assert_eq!(level("BY", "secret"), Some(Level::L3));
    assert_eq!(level("BY", "unheard of"), None);
}

#[test]
fn cfd_7_the_reference_marks_are_those_of_the_rulebook() {
    let marks = Policy::reference().confidentiality_marks;
    let level =
        |code, mark: &str| marks.level_of(crate::territory::State::parse(code).unwrap(), mark);
    assert_eq!(level("RU", "Для служебного пользования"), Some(Level::L3));
    assert_eq!(level("KZ", "Конфиденциально"), Some(Level::L3));
    assert_eq!(level("AM", "confidential"), Some(Level::L3));
    assert_eq!(level("TJ", "Коммерческая тайна"), Some(Level::L2));
}

#[test]
fn gen_8_the_calendar_is_the_policys() {
    let policy = with("clock.holidays", "KZ:2026-03-23,2026-03-24").unwrap();
    let calendar = policy.calendar();
    let kz = crate::territory::State::parse("KZ").unwrap();
    let date = |text| Date::parse(text).unwrap();
    // 21 March 2026 is a Saturday, and the Monday and Tuesday after it are days off.
    assert_eq!(calendar.last_day(date("2026-03-20"), Days::Calendar(1), kz), date("2026-03-25"));
    assert_eq!(calendar.zone.to_string(), "+03:00");
}

#[test]
fn a_typed_value_is_ready_for_use() {
    let policy = Policy::reference();
    assert_eq!(policy.council_quorum.share(), Share::new(2, 3).unwrap());
    assert_eq!(policy.council_protocol_days.days(), Days::Working(10));
    assert_eq!(policy.shares_max_holders.get(), 32);
    assert_eq!(policy.freeze_admitted_max_days.count(), 180);
}

#[test]
fn every_key_names_its_rules_and_says_what_it_decides() {
    let mut names = BTreeSet::new();
    for key in KEYS {
        assert!(names.insert(key.name), "{} is stated once", key.name);
        assert!(key.meaning().ends_with('.'), "{}", key.name);
        for rule in key.rules.split(' ') {
            let (prefix, number) = rule.split_once('-').unwrap();
            assert!(prefix.len() == 3 && number.parse::<u8>().is_ok(), "{}: {rule}", key.name);
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_key_panic_or_changes_its_spelling(
        index in 0..KEYS.len(),
        value in "[A-Z0-9:;,=./()+*-]{0,20}|.{0,16}",
    ) {
        let key = KEYS[index].name;
        if let Ok(policy) = with(key, &value) {
            let entries = policy.entries();
            prop_assert_eq!(text(&entries, key), value);
        }
    }
}
