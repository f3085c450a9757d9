//! Built-in lists of options.
//!
//! The tables are the files under `data/`, whole: ethnic groups (Quyết định 121-TCTK/PPCĐ of 1979, 54 groups, and 55 for
//! foreigners, which is 99 in one target system), provinces (34 since 1 July 2025: Nghị quyết 202/2025/QH15, with the codes of
//! Quyết định 19/2025/QĐ-TTg; the names of the former ones find them as well), relations (the options of the residence portal's form, and one code list),
//! and countries (ISO 3166-1 alpha-2; names of the Unicode CLDR 48, Unicode License v3; Vietnam first, then in the order of
//! the Vietnamese names).
//!
//! The communes are no table here: 3,321 of them would be in every definition that asks for one. They are the administrative
//! units' ([`crate::address::AddressBook`]), which the browser loads when the first one is asked for.

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
    /// Provinces of today: official codes of two digits.
    Provinces,
    /// Communes of today: official codes of five digits. It has no options of its own, see the module.
    Communes,
}

const ETHNIC_GROUPS: &str = include_str!("../../data/ethnic_groups.csv");
const COUNTRIES: &str = include_str!("../../data/countries.csv");
const RELATIONS: &str = include_str!("../../data/relations.csv");
const PROVINCES: &str = include_str!("../../data/provinces_new.csv");
const FORMER_PROVINCES: &str = include_str!("../../data/provinces_old.csv");
const PROVINCE_ALIASES: &str = include_str!("../../data/province_aliases.csv");

/// Labels of a table's option: (value, Vietnamese, English, aliases separated by `|`).
type Columns<'t> = (&'t str, &'t str, &'t str, &'t str);

impl List {
    /// Every list.
    pub const ALL: [List; 5] = [List::EthnicGroups, List::Countries, List::Relations, List::Provinces, List::Communes];

    /// Name in definitions.
    pub fn name(self) -> &'static str {
        match self {
            List::EthnicGroups => "ethnic-groups",
            List::Countries => "countries",
            List::Relations => "relations",
            List::Provinces => "provinces",
            List::Communes => "communes",
        }
    }

    /// The list with this name.
    pub fn named(name: &str) -> Option<List> {
        List::ALL.into_iter().find(|l| l.name() == name)
    }

    /// Its options, in order; none of the communes.
    pub fn options(self) -> Rc<[Choice]> {
        let (table, read): (&str, fn([&'static str; 3]) -> Columns<'static>) = match self {
            List::EthnicGroups => (ETHNIC_GROUPS, |[code, name, aliases]| (code, name, "", aliases)),
            List::Countries => (COUNTRIES, |[code, vi, en]| (code, vi, en, "")),
            // The casting knows a head by this word.
            List::Relations => {
                (RELATIONS, |[label, kind, _]| (label, label, "", if kind == "head" { kind } else { "" }))
            }
            List::Provinces => return provinces(),
            List::Communes => return Rc::new([]),
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

/// The provinces of today. What is typed of a former name, or of a name in daily use, finds where it is now.
fn provinces() -> Rc<[Choice]> {
    // No cell that is read here is quoted, nor one before it.
    let cells = |line: &'static str| line.split(',').collect::<Vec<_>>();
    let rows = |table: &'static str| table.lines().skip(1).map(cells);
    let one = |row: Vec<&'static str>| {
        let [code, name, _, full, ..] = row[..] else { return None };
        let mut aliases = vec![name];
        for former in rows(FORMER_PROVINCES) {
            let [_, former, now, ..] = former[..] else { continue };
            let bare = ["Tỉnh ", "Thành phố "].iter().find_map(|kind| former.strip_prefix(kind)).unwrap_or(former);
            aliases.extend((now == code && bare != name).then_some(bare));
        }
        let called = rows(PROVINCE_ALIASES).filter(|row| row.get(2) == Some(&code));
        aliases.extend(called.filter_map(|row| row.first().copied()));
        Some(Choice {
            value: code.into(),
            label: Text { vi: full.into(), other: Vec::new() },
            aliases: aliases.into_iter().map(Rc::from).collect(),
        })
    };
    rows(PROVINCES).filter_map(one).collect()
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
            (List::Provinces, PROVINCES, 0, 3),
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
        // Every former province finds the one that it is in now, and only that one.
        let provinces = List::Provinces.options();
        for row in csv::Reader::from_reader(FORMER_PROVINCES.as_bytes()).records().map(|r| r.expect("a row")) {
            let bare = row[1].trim_start_matches("Tỉnh ").trim_start_matches("Thành phố ");
            let found = provinces.iter().filter(|p| p.aliases.iter().any(|a| **a == *bare));
            assert_eq!(found.map(|p| &*p.value).collect::<Vec<_>>(), [&row[2]], "{bare}");
        }
        assert!(List::Communes.options().is_empty());
    }
}
