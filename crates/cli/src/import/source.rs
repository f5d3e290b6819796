//! One line of an import file: what a public register published of one result.

use rights::{ledger::result::Kind, territory::State, text::Text, time::Date};
use serde::Deserialize;

/// A line as it is written: one JSON object. What is not named here is not read.
#[derive(Deserialize)]
struct Line {
    reference: String,
    kind: String,
    title: Option<String>,
    title_en: Option<String>,
    filed: Option<String>,
    published: Option<String>,
    granted: Option<String>,
    #[serde(default)]
    owners: Vec<Named>,
    #[serde(default)]
    creators: u32,
    #[serde(default)]
    ipc: Vec<String>,
    #[serde(default)]
    locarno: Vec<String>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    country: Option<String>,
}

/// A result that can be asked for: everything that the ledger wants to know, parsed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Counted from 1.
    pub(super) line: usize,
    /// The number as the office writes it.
    pub(super) reference: Text,
    pub(super) kind: Kind,
    /// In English where the register has it, else in the register's language; none if it has none.
    pub(super) title: Option<String>,
    pub(super) filed: Date,
    /// In the order of the register, without repeats; at least one.
    pub(super) owners: Vec<Owner>,
    /// How many persons created it.
    pub(super) creators: u32,
    /// IPC and Locarno classes, as the ledger writes fields; ascending, without repeats, at least
    /// one.
    pub(super) fields: Vec<Text>,
    /// The whole line: what the result's content digest is made of.
    pub(super) raw: String,
}

/// An owner as the register spells it: a name is not an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) state: State,
    pub(super) name: Text,
}

/// What keeps a line out of the ledger, or is worth a look although it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NotARecord(String),
    Unusable { field: &'static str, value: String },
    NoKind(String),
    NoDate,
    NoOwner,
    NoState { owner: String },
    NoField,
    Repeated { first: usize },
    Order { date: &'static str, on: Date, filed: Date },
}

/// The longest part of an unusable value that a message quotes, in characters.
const QUOTED_MAX: usize = 80;
/// More creators than any register names of one result: a number beyond it is a slip.
const CREATORS_MAX: u32 = 1_000;

/// The entry on line `number`, and what is odd about it all the same.
///
/// # Errors
/// The first [`Fault`] that keeps it out.
pub(super) fn parse(number: usize, raw: &str) -> Result<(Entry, Vec<Fault>), Fault> {
    let line: Line =
        serde_json::from_str(raw).map_err(|error| Fault::NotARecord(error.to_string()))?;
    let filed = day("filed", line.filed.as_deref())?.ok_or(Fault::NoDate)?;
    let odd = odd(filed, &line)?;
    if line.creators > CREATORS_MAX {
        return Err(unusable("creators", &line.creators.to_string()));
    }
    let entry = Entry {
        line: number,
        reference: text("reference", &line.reference)?,
        kind: kind(&line.kind)?,
        title: title(&line)?,
        filed,
        owners: owners(&line.owners)?,
        creators: line.creators,
        fields: fields(&line)?,
        raw: raw.into(),
    };
    Ok((entry, odd))
}

fn unusable(field: &'static str, value: &str) -> Fault {
    Fault::Unusable { field, value: value.chars().take(QUOTED_MAX).collect() }
}

fn text(field: &'static str, raw: &str) -> Result<Text, Fault> {
    Text::parse(raw.trim()).map_err(|_| unusable(field, raw))
}

fn day(field: &'static str, raw: Option<&str>) -> Result<Option<Date>, Fault> {
    raw.map(|raw| Date::parse(raw).map_err(|_| unusable(field, raw))).transpose()
}

/// The kinds that registers of inventions and designs publish.
fn kind(raw: &str) -> Result<Kind, Fault> {
    match raw {
        "INVENTION" => Ok(Kind::Invention),
        "UTILITY_MODEL" => Ok(Kind::UtilityModel),
        "INDUSTRIAL_DESIGN" => Ok(Kind::IndustrialDesign),
        "COMPUTER_PROGRAM" => Ok(Kind::ComputerProgram),
        other => Err(Fault::NoKind(other.chars().take(QUOTED_MAX).collect())),
    }
}

fn title(line: &Line) -> Result<Option<String>, Fault> {
    let given = line.title_en.as_ref().or(line.title.as_ref());
    let given = given.map(|title| title.trim()).filter(|title| !title.is_empty());
    match given {
        Some(title) if title.len() > rights::sealed::SEALED_BYTES_MAX => {
            Err(unusable("title", title))
        }
        Some(_) | None => Ok(given.map(Into::into)),
    }
}

fn owners(named: &[Named]) -> Result<Vec<Owner>, Fault> {
    let mut owners: Vec<Owner> = Vec::with_capacity(named.len());
    for Named { name, country } in named {
        let no_state = || Fault::NoState { owner: name.chars().take(QUOTED_MAX).collect() };
        let country = country.as_deref().ok_or_else(no_state)?;
        let state = State::parse(country).map_err(|_| unusable("country", country))?;
        let owner = Owner { state, name: text("owner", name)? };
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    if owners.is_empty() { Err(Fault::NoOwner) } else { Ok(owners) }
}

fn fields(line: &Line) -> Result<Vec<Text>, Fault> {
    let ipc = line.ipc.iter().map(|class| ("ipc", format!("IPC:{}", class.trim())));
    let locarno = line.locarno.iter().map(|class| ("locarno", format!("LOCARNO:{}", class.trim())));
    let mut fields =
        ipc.chain(locarno).map(|(of, class)| text(of, &class)).collect::<Result<Vec<_>, _>>()?;
    fields.sort_unstable();
    fields.dedup();
    if fields.is_empty() { Err(Fault::NoField) } else { Ok(fields) }
}

/// Dates that cannot all be true; they are reported, never repaired.
fn odd(filed: Date, line: &Line) -> Result<Vec<Fault>, Fault> {
    let dates = [
        ("published", day("published", line.published.as_deref())?),
        ("granted", day("granted", line.granted.as_deref())?),
    ];
    let before = |(date, on): (&'static str, Option<Date>)| {
        on.filter(|on| *on < filed).map(|on| Fault::Order { date, on, filed })
    };
    Ok(dates.into_iter().filter_map(before).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"reference": "QM 7", "kind": "INVENTION", "filed": "2001-05-02",
        "granted": "2000-01-01", "owners": [{"name": "Alder Works", "country": "QM"},
        {"name": "Alder Works", "country": "QM"}], "ipc": ["F02K 7/02", "B64C 1/00"]}"#;

    fn refused(from: &str, to: &str) -> Fault {
        parse(1, &LINE.replace(from, to)).unwrap_err()
    }

    #[test]
    fn an_owner_named_twice_is_one_owner_and_classes_stand_in_order() {
        let (entry, _) = parse(1, LINE).unwrap();
        assert_eq!(entry.owners.len(), 1);
        let fields: Vec<&str> = entry.fields.iter().map(Text::as_str).collect();
        assert_eq!(fields, ["IPC:B64C 1/00", "IPC:F02K 7/02"]);
    }

    #[test]
    fn dates_that_contradict_each_other_are_reported_and_kept() {
        let (entry, odd) = parse(1, LINE).unwrap();
        let day = |text| Date::parse(text).unwrap();
        assert_eq!(entry.filed, day("2001-05-02"));
        let (on, filed) = (day("2000-01-01"), entry.filed);
        assert_eq!(odd, [Fault::Order { date: "granted", on, filed }]);
    }

    #[test]
    fn what_the_ledger_must_know_and_the_register_does_not_say_keeps_a_line_out() {
        assert_eq!(refused(r#""filed": "2001-05-02","#, ""), Fault::NoDate);
        assert_eq!(refused(r#", "ipc": ["F02K 7/02", "B64C 1/00"]"#, ""), Fault::NoField);
        assert_eq!(refused(r#""owners""#, r#""holders""#), Fault::NoOwner);
        let owner = "Alder Works".into();
        assert_eq!(refused(r#", "country": "QM"}"#, "}"), Fault::NoState { owner });
        assert_eq!(refused("INVENTION", "RECIPE"), Fault::NoKind("RECIPE".into()));
    }

    #[test]
    fn a_value_that_the_ledger_cannot_keep_is_quoted() {
        let value = "2001-02-30".into();
        assert_eq!(refused("2001-05-02", "2001-02-30"), Fault::Unusable { field: "filed", value });
        let value = "Soviet Union".into();
        let unusable = Fault::Unusable { field: "country", value };
        assert_eq!(refused(r#""country": "QM""#, r#""country": "Soviet Union""#), unusable);
        assert!(matches!(parse(1, "reference;kind").unwrap_err(), Fault::NotARecord(_)));
    }
}
