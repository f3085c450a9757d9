//! What there is to know about records, as a page: `docs/records.md`.

use crate::{
    definition::{self, Source},
    prefill::vocabulary::ATTRIBUTES,
    record::{RECORD_KINDS, RecordKindEntry, Trust, forms::short_form},
    relation::RELATIONS,
};
use std::fmt::Write as _;

const HEAD: &str = "# Records: what is known of people, and how it gets into a box

This page is made from the registries (`record::RECORD_KINDS`, `prefill::vocabulary`, `relation::RELATIONS`) and the short
forms under `records/`: write it again with `troly reference --records`.

## The order of sources

For a box the papers of whoever has the role are asked in this order; the first that says something fills it:

1. what has not expired, before what has;
2. by rank: 0 verified, 1 official paper, 2 earlier dossier, 3 typed;
3. the newer paper by its date; one without a date comes last;
4. signed, read by a machine, from the portal, typed by hand.

Two that are equal in all of these and disagree are a conflict: nothing is filled, both are shown with source and date. What a
worse one says otherwise is offered beside the box. What is only derived (sex and year of birth from the number) counts where
nothing is stated. A value of a paper that has expired is filled and marked (`stale`); one that the box itself would refuse is
offered and not filled (`empty.refused`). What a person typed or confirmed stays, whatever comes later.

## How a paper comes

All text goes one way (`record::read_any`), whether a QR in a picture held it, a scanner typed it, it was pasted or in a file: it is a
card, a machine-readable zone, a land certificate, a record in JSON, a credential ([credentials.md](credentials.md)), a saved dossier
of the procedure that is open, or a message. In a message `paste` looks for what it says of people; what the citizen ticks of it is
a record `pasted`, each claim with its line and character, and of the text nothing is kept that was not ticked. A paper without a
machine form is typed in by its short form. A finished dossier becomes one on the citizen's word: a file that opens as a paper.

## Kinds of records

| kind | name | rank | trust | read by | about |
| --- | --- | --- | --- | --- | --- |
";

const FORMAT: &str = "
## Claims in JSON

What a portal gives (`fillData`), what a short form and a finished dossier become, and what is stored of them. A portal's kind is
`host`; `plays` gives somebody a role that nobody has yet. A value is what the data of a form have for the attribute's type (an
address also a text as printed), a list of such (readings: none is filled, all are offered) or
`{\"value\": …, \"part\": \"where it stood\", \"sure\": false}`. An unknown attribute is left out with a warning; anything else that is
wrong refuses the whole with its place. `troly-record` above 1, or an `importer` above ours: refused, untouched.

```json
{
  \"troly-record\": 1,
  \"kind\": \"host\",
  \"source\": \"Cơ sở dữ liệu quốc gia về dân cư\",
  \"issuedOn\": \"2026-11-20\",
  \"expiresOn\": \"2027-11-20\",
  \"people\": [
    {
      \"id\": \"me\",
      \"plays\": \"applicant\",
      \"attributes\": {\"person.name\": \"Nguyễn Thị Thu Hà\", \"person.id.number\": \"001193045678\"}
    },
    {\"id\": \"child\", \"is\": {\"child\": \"me\"}, \"attributes\": {\"person.birth.date\": \"2020-03-05\"}}
  ]
}
```

## People and relations

People are one when papers give them the same ID number; by name and date of birth only when the citizen says so. From the
relations that records state people are proposed for the roles of a form (`is` of a role), never cast. Both parents of a child
without papers count as a couple: the wife of the father is proposed as the mother. A name on a child's card proposes after what a
certificate says.

| relation | said of the other | at most one |
| --- | --- | --- |
";

/// The page.
pub fn records_reference() -> String {
    let mut out = HEAD.to_string();
    for e in RECORD_KINDS {
        let people = if e.people.is_empty() { "whoever it names".to_string() } else { e.people.join(", ") };
        let (rank, read) = (e.rank, read_by(e));
        let _ = writeln!(
            out,
            "| `{}` | {}<br>{} | {rank} | {} | {read} | {people} |",
            e.code,
            e.kind.name("en"),
            e.kind.name("vi"),
            trust(e.trust)
        );
    }
    out.push_str("\n## What the short forms ask\n\n| form | of whom | attributes |\n| --- | --- | --- |\n");
    for e in RECORD_KINDS {
        let Some(form) = short_form(e.kind).and_then(|text| definition::parse(text).ok()) else { continue };
        for person in e.people {
            let sources = form.fields.iter().filter_map(|f| f.fill.as_ref()).flat_map(|fill| &fill.from);
            let asked = sources.filter_map(|source| match source {
                Source::Attribute { role, attribute } if **role == **person => Some(format!("`{attribute}`")),
                _ => None,
            });
            let asked: Vec<String> = asked.collect();
            let _ = writeln!(out, "| `{}` | {person} | {} |", e.form, asked.join(" "));
        }
    }
    out.push_str(FORMAT);
    for e in &RELATIONS {
        let other = e.other.map_or("", |o| o.entry().code);
        let _ = writeln!(out, "| `{}` | {other} | {} |", e.code, if e.one { "yes" } else { "" });
    }
    out.push_str("\n## Attributes\n\n| attribute | type | name | sensitive |\n| --- | --- | --- | --- |\n");
    for a in ATTRIBUTES {
        let (kind, sensitive) = (a.kind.info().name, if a.sensitive { "yes" } else { "" });
        let _ = writeln!(out, "| `{}` | {kind} | {}<br>{} | {sensitive} |", a.name, a.en, a.vi);
    }
    out
}

fn trust(trust: Trust) -> &'static str {
    match trust {
        Trust::Verified => "signed and verified",
        Trust::Read => "read from the paper",
        Trust::Host => "from the portal",
        Trust::Typed => "typed by hand",
    }
}

fn read_by(entry: &RecordKindEntry) -> String {
    let importer = entry.importer;
    if entry.form.is_empty() {
        format!("importer {importer}")
    } else {
        format!("[short form](../records/{}.json), importer {importer}", entry.form)
    }
}
