//! Built-in lists of options.
//!
//! The tables are the files under `data/`, whole: ethnic groups (Quyết định 121-TCTK/PPCĐ of 1979, 54 groups, and 55 for
//! foreigners, which is 99 in one target system), relations (the options of the residence portal's form, and one code list),
//! and countries (ISO 3166-1 alpha-2; names of the Unicode CLDR 48, Unicode License v3; Vietnam first, then in the order of
//! the Vietnamese names).

use super::{Choice, Text};
use std::rc::Rc;

/// A built-in list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Ethnic groups: official codes `01` to `54`, and `55` for foreigners.
    EthnicGroups,
    /// Countries: ISO 3166-1 alpha-2 codes.
    Countries,
    /// What somebody is to the head of a household: the Vietnamese word is the value, because most have no code.
    Relations,
}

const ETHNIC_GROUPS: &str = include_str!("../../data/ethnic_groups.csv");
const COUNTRIES: &str = include_str!("../../data/countries.csv");
const RELATIONS: &str = include_str!("../../data/relations.csv");

/// Labels of a table's option: (value, Vietnamese, English, aliases separated by `|`).
type Columns<'t> = (&'t str, &'t str, &'t str, &'t str);

impl List {
    /// Every list.
    pub const ALL: [List; 3] = [List::EthnicGroups, List::Countries, List::Relations];

    /// Name in definitions.
    pub fn name(self) -> &'static str {
        match self {
            List::EthnicGroups => "ethnic-groups",
            List::Countries => "countries",
            List::Relations => "relations",
        }
    }

    /// The list with this name.
    pub fn named(name: &str) -> Option<List> {
        List::ALL.into_iter().find(|l| l.name() == name)
    }

    /// Its options, in order.
    pub fn options(self) -> Rc<[Choice]> {
        let (table, read): (&str, fn([&'static str; 3]) -> Columns<'static>) = match self {
            List::EthnicGroups => (ETHNIC_GROUPS, |[code, name, aliases]| (code, name, "", aliases)),
            List::Countries => (COUNTRIES, |[code, vi, en]| (code, vi, en, "")),
            // The casting knows a head by this word.
            List::Relations => {
                (RELATIONS, |[label, kind, _]| (label, label, "", if kind == "head" { kind } else { "" }))
            }
        };
        // No cell of the first three columns is quoted (a test compares with a real reader).
        let rows = table.lines().skip(1).filter(|l| !l.is_empty()).map(|line| {
            let mut cells = line.splitn(4, ',');
            let mut cell = || cells.next().unwrap_or("");
            read([cell(), cell(), cell()])
        });
        rows.map(|(value, vi, en, aliases)| Choice {
            value: value.into(),
            label: Text {
                vi: vi.into(),
                other: if en.is_empty() { Vec::new() } else { vec![("en".into(), en.into())] },
            },
            aliases: aliases.split('|').filter(|a| !a.is_empty()).map(Rc::from).collect(),
        })
        .collect()
    }
}

/// What a relation's word means, so that code need not compare words: `head`, `spouse`, `parent`, `child`, … as in
/// `data/relations.csv`.
pub fn relation_kind(label: &str) -> Option<&'static str> {
    let mut rows = RELATIONS.lines().skip(1).map(|line| line.splitn(3, ','));
    rows.find_map(|mut cells| (cells.next() == Some(label)).then(|| cells.next()).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_the_tables() {
        for (list, table, value, label) in [
            (List::EthnicGroups, ETHNIC_GROUPS, 0, 1),
            (List::Countries, COUNTRIES, 0, 1),
            (List::Relations, RELATIONS, 0, 0),
        ] {
            let options = list.options();
            let rows: Vec<csv::StringRecord> =
                csv::Reader::from_reader(table.as_bytes()).records().collect::<Result<_, _>>().expect("a table");
            assert_eq!(options.len(), rows.len(), "{}", list.name());
            for (option, row) in options.iter().zip(&rows) {
                assert_eq!((&*option.value, &*option.label.vi), (&row[value], &row[label]));
            }
            let mut values: Vec<_> = options.iter().map(|o| o.value.clone()).collect();
            values.sort();
            values.dedup();
            assert_eq!(values.len(), options.len(), "{}: a value twice", list.name());
        }
        assert_eq!(&*List::Countries.options()[0].value, "VN");
        assert_eq!(relation_kind("Chồng"), Some("spouse"));
    }
}
