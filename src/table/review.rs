//! What a person has to decide, by old unit: the addresses of one divided unit stand together, with the same communes to choose from.

use super::Desk;
use crate::address::{Conversion, Lang, Status, Subject, explain};
use serde::Serialize;

/// The addresses of a group.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub addresses: Vec<u32>,
    /// What was picked last for one of them.
    pub last: Option<Box<str>>,
}

/// What addresses have in common that are decided alike.
pub(super) fn key(answer: &Conversion, text: &str) -> String {
    let status = answer.status.code();
    match (answer.status, answer.old.as_slice()) {
        (Status::Candidates, [one]) => [status, "|", &one.code].concat(),
        (Status::ProvinceOnly, _) => {
            let province = answer.province.as_ref().map_or("", |p| &p.code);
            [status, "|", province, "|", &answer.within.join(",")].concat()
        }
        _ => [status, "|", text].concat(),
    }
}

/// A commune to choose.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// "Phường Sài Gòn, Thành phố Hồ Chí Minh".
    pub line: String,
    /// Likeliest by unofficial data alone.
    pub guess: bool,
}

/// One address to decide.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its number.
    pub id: u32,
    /// As it stands in the table.
    pub address: String,
    /// The first row that has it, from 1, and how many have.
    pub row: u32,
    /// How many rows have it.
    pub rows: u32,
    /// What was picked: code and line.
    pub picked: Option<Choice>,
}

/// Addresses that are decided alike.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its number.
    pub id: u32,
    /// The state of its addresses.
    pub status: &'static str,
    /// The old unit, or what else is known; empty where nothing is.
    pub title: String,
    /// Why a person is asked.
    pub why: String,
    /// The communes it may be, likeliest first; where there is none, one is searched for.
    pub choices: Vec<Choice>,
    /// The province to search in; empty for all.
    pub province: String,
    /// What was picked last for one of its addresses.
    pub last: Option<Choice>,
    /// The first of its addresses.
    pub items: Vec<Item>,
    /// How many addresses it has, how many of them are undecided, and how many rows have one of them.
    pub addresses: usize,
    /// Undecided ones.
    pub undecided: usize,
    /// Rows.
    pub rows: u32,
}

impl Desk {
    /// Puts an address into the group of this key, which is made if it is new.
    pub(super) fn join(&mut self, key: String, address: u32) -> u32 {
        let next = self.groups.len() as u32;
        let at = *self.by_key.entry(key.into()).or_insert(next);
        if at == next {
            self.groups.push(Members::default());
        }
        if let Some(members) = self.groups.get_mut(at as usize) {
            members.addresses.push(address);
        }
        at
    }

    /// Numbers of the groups, those with most rows first; with `undecided` only those that have such an address.
    pub fn order(&self, undecided: bool) -> Vec<u32> {
        let wanted = |m: &Members| !undecided || m.addresses.iter().any(|a| self.is_undecided(*a));
        let rows = |m: &Members| {
            m.addresses.iter().filter_map(|a| self.addresses.get(*a as usize)).map(|a| a.rows).sum::<u32>()
        };
        let mut all: Vec<(u32, u32)> =
            self.groups.iter().enumerate().filter(|(_, m)| wanted(m)).map(|(i, m)| (rows(m), i as u32)).collect();
        all.sort_by_key(|(rows, i)| (std::cmp::Reverse(*rows), *i));
        all.into_iter().map(|(_, i)| i).collect()
    }

    fn is_undecided(&self, address: u32) -> bool {
        self.addresses.get(address as usize).is_some_and(|a| a.picked.is_none())
    }

    /// A group with the first `items` of its addresses, undecided ones first.
    pub fn group(&self, id: u32, lang: Lang, items: usize) -> Option<Group> {
        let members = self.groups.get(id as usize)?;
        let first = self.addresses.get(*members.addresses.first()? as usize)?;
        let answer = self.units.convert(&first.text, self.subject);
        let mut shown: Vec<u32> = members.addresses.clone();
        shown.sort_by_key(|a| !self.is_undecided(*a));
        let named = |code: &str| {
            self.units.commune(code).map(|c| Choice { code: c.code.clone(), line: c.line(), guess: false })
        };
        let mut choices: Vec<Choice> = answer
            .candidates
            .iter()
            .chain(&answer.also)
            .map(|c| Choice {
                code: c.code.clone(),
                line: [&c.name, ", ", &c.province_name].concat(),
                guess: c.unofficial_default,
            })
            .collect();
        choices.extend(answer.within.iter().filter_map(|code| named(code)));
        let item = |at: &u32| {
            let a = self.addresses.get(*at as usize)?;
            let picked = a.picked.as_deref().and_then(named);
            Some(Item { id: *at, address: a.text.to_string(), row: a.first_row + 1, rows: a.rows, picked })
        };
        let old: Vec<String> = answer.old.iter().map(|o| o.line()).collect();
        let place = answer.province.as_ref().map(|p| p.name.clone()).unwrap_or_default();
        let is_one = answer.old.len() == 1;
        Some(Group {
            id,
            status: first.status.code(),
            title: if is_one { old.concat() } else { place },
            why: explain(&answer, lang),
            choices,
            province: answer
                .province
                .as_ref()
                .filter(|_| answer.status == Status::ProvinceOnly)
                .map(|p| p.code.clone())
                .unwrap_or_default(),
            last: members.last.as_deref().and_then(named),
            items: shown.iter().take(items).filter_map(item).collect(),
            addresses: members.addresses.len(),
            undecided: members.addresses.iter().filter(|a| self.is_undecided(**a)).count(),
            rows: members.addresses.iter().filter_map(|a| self.addresses.get(*a as usize)).map(|a| a.rows).sum(),
        })
    }

    /// Communes for what somebody types, in a province or in all.
    pub fn search(&self, query: &str, province: &str, count: usize) -> Vec<Choice> {
        let hits = self.units.search_within(query, province, count);
        hits.into_iter().map(|h| Choice { line: h.commune.line(), code: h.commune.code, guess: false }).collect()
    }

    /// Whether people or land are asked about.
    pub fn subject(&self) -> Subject {
        self.subject
    }
}
