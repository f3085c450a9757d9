//! A table of addresses: CSV in, converted columns and a review list out.
//!
//! The page `www/address/` shows it, from a worker (`src/bin/table.rs`). Nothing is decided for a person: where the law leaves
//! several communes, the row waits in the review list until somebody picks, and a pick holds for that address wherever it stands.
//!
//! | file | what |
//! | --- | --- |
//! | `read` | text → rows, whatever a spreadsheet made of it |
//! | `columns` | which columns hold the addresses; one address out of a row |
//! | `review` | what a person has to decide, by old unit |
//! | `write` | rows and answers → CSV that is safe to open in a spreadsheet |

mod columns;
mod read;
mod review;
mod write;

pub use columns::Columns;
pub use read::{Error, Notice, Options, Table};
pub use review::{Choice, Group, Item};
pub use write::{Output, Sample, harmless};

use crate::address::{Lang, Status, Subject, Units};
use crate::text::clean;
use std::collections::BTreeMap;

/// What has become of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As the converter says.
    Said(Status),
    /// A person chose the commune.
    Picked,
    /// There is no address in this row.
    Empty,
}

impl State {
    /// The stable code, as in the table that is written.
    pub fn code(self) -> &'static str {
        match self {
            State::Said(status) => status.code(),
            State::Picked => "picked",
            State::Empty => "empty",
        }
    }

    /// The same in words.
    pub fn words(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            State::Said(Status::Certain) => ("Chắc chắn", "Certain"),
            State::Said(Status::Candidates) => ("Cần người chọn", "To be picked"),
            State::Said(Status::ProvinceOnly) => ("Chỉ biết tỉnh, thành phố", "Only the province is known"),
            State::Said(Status::AlreadyNew) => ("Đã là địa chỉ hiện hành", "Of today already"),
            State::Said(Status::NotFound) => ("Không nhận ra", "Not recognised"),
            State::Said(Status::Contradictory) => ("Mâu thuẫn", "Contradictory"),
            State::Picked => ("Người chọn", "Picked by a person"),
            State::Empty => ("Không có địa chỉ", "No address"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

/// One address of the table, however many rows have it.
#[derive(Debug)]
pub(crate) struct Address {
    pub text: Box<str>,
    pub status: Status,
    /// Whether a person has to look at it.
    pub open: bool,
    pub rows: u32,
    pub first_row: u32,
    pub group: u32,
    pub picked: Option<Box<str>>,
}

/// A table at work: the rows, and what became of them so far.
pub struct Desk {
    units: Units,
    table: Table,
    columns: Columns,
    subject: Subject,
    /// Index into `addresses` of each row that was looked at; `None` where there is no address.
    rows: Vec<Option<u32>>,
    addresses: Vec<Address>,
    by_text: BTreeMap<Box<str>, u32>,
    groups: Vec<review::Members>,
    by_key: BTreeMap<Box<str>, u32>,
    /// What was picked, by subject and address; it outlives another run with other columns.
    picks: BTreeMap<(bool, Box<str>), Box<str>>,
}

/// How many rows have come to what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows in each state.
    pub rows: BTreeMap<&'static str, u32>,
    /// Different addresses that a person has to look at, and how many of them were decided.
    pub review: u32,
    /// Of those, the decided ones.
    pub decided: u32,
}

impl Desk {
    /// A table that nothing was done with yet.
    pub fn new(units: Units, table: Table) -> Self {
        let columns = Columns::guess(&units, &table);
        Desk {
            units,
            table,
            columns,
            subject: Subject::People,
            rows: Vec::new(),
            addresses: Vec::new(),
            by_text: BTreeMap::new(),
            groups: Vec::new(),
            by_key: BTreeMap::new(),
            picks: BTreeMap::new(),
        }
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The units.
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// Where the addresses are thought to be, or were said to be.
    pub fn columns(&self) -> Columns {
        self.columns
    }

    /// The first addresses that these columns give, with what they convert to.
    pub fn preview(&self, columns: Columns, subject: Subject, count: usize) -> Vec<(String, State)> {
        let addresses = self.table.rows().map(|row| columns.address(row)).filter(|a| !a.is_empty());
        let state = |address: String| {
            let status = self.units.convert(&address, subject).status;
            (address, State::Said(status))
        };
        addresses.take(count).map(state).collect()
    }

    /// Begins anew, with the addresses in these columns. What was picked stays.
    pub fn start(&mut self, columns: Columns, subject: Subject) {
        self.columns = columns;
        self.subject = subject;
        self.rows.clear();
        self.addresses.clear();
        self.by_text.clear();
        self.groups.clear();
        self.by_key.clear();
    }

    /// Converts so many rows more. Gives how many are done.
    pub fn work(&mut self, count: usize) -> usize {
        let end = self.table.len().min(self.rows.len().saturating_add(count));
        while self.rows.len() < end {
            let text = self.table.row(self.rows.len()).map(|row| self.columns.address(row)).unwrap_or_default();
            let at = if text.is_empty() { None } else { Some(self.address(text)) };
            self.rows.push(at);
        }
        self.rows.len()
    }

    /// The number of an address, which is converted if it is new.
    fn address(&mut self, text: String) -> u32 {
        let row = self.rows.len() as u32;
        if let Some(at) = self.by_text.get(text.as_str()) {
            if let Some(address) = self.addresses.get_mut(*at as usize) {
                address.rows += 1;
            }
            return *at;
        }
        let answer = self.units.convert(&text, self.subject);
        let at = self.addresses.len() as u32;
        let settled = matches!(answer.status, Status::Certain | Status::AlreadyNew);
        let open = !settled || !answer.also.is_empty();
        let group = if open { self.join(review::key(&answer, &text), at) } else { 0 };
        let picked = self.picks.get(&(self.subject == Subject::Land, Box::from(text.as_str()))).cloned();
        let text: Box<str> = text.into();
        self.by_text.insert(text.clone(), at);
        self.addresses.push(Address { text, status: answer.status, open, rows: 1, first_row: row, group, picked });
        at
    }

    /// How far it is.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for at in &self.rows {
            *summary.rows.entry(self.state(*at).code()).or_default() += 1;
        }
        for address in self.addresses.iter().filter(|a| a.open) {
            summary.review += 1;
            summary.decided += u32::from(address.picked.is_some());
        }
        summary
    }

    fn state(&self, at: Option<u32>) -> State {
        match at.and_then(|i| self.addresses.get(i as usize)) {
            None => State::Empty,
            Some(a) if a.picked.is_some() => State::Picked,
            Some(a) => State::Said(a.status),
        }
    }

    /// A person says that an address is in the commune of this code; or, without one, takes that back. Whether it could be done.
    pub fn pick(&mut self, address: u32, commune: Option<&str>) -> bool {
        if commune.is_some_and(|code| self.units.commune(code).is_none()) {
            return false;
        }
        let land = self.subject == Subject::Land;
        let Some(a) = self.addresses.get_mut(address as usize).filter(|a| a.open) else { return false };
        a.picked = commune.map(Box::from);
        match commune {
            Some(code) => self.picks.insert((land, a.text.clone()), code.into()),
            None => self.picks.remove(&(land, a.text.clone())),
        };
        if let Some(members) = self.groups.get_mut(a.group as usize) {
            members.last = commune.map(Box::from).or(members.last.take());
        }
        true
    }

    /// The same for all addresses of a group that nobody has decided. Gives how many these were.
    pub fn pick_group(&mut self, group: u32, commune: &str) -> usize {
        let all = self.groups.get(group as usize).map(|m| m.addresses.clone()).unwrap_or_default();
        let open = |at: &u32| self.addresses.get(*at as usize).is_some_and(|a| a.picked.is_none());
        let open: Vec<u32> = all.into_iter().filter(open).collect();
        open.into_iter().filter(|at| self.pick(*at, Some(commune))).count()
    }
}

/// An address as it is compared and looked up: in Form C, blanks and invisible characters put right.
fn tidy(text: &str) -> String {
    clean(text)
}
