//! What changed between two sets of the tables of `data/`, for the next reform. Native only (`troly units diff`).

use super::build::{BuildError, TABLES, Table, split};
use std::collections::{BTreeMap, BTreeSet};

/// What happened to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Its code is new.
    Added,
    /// Its code is gone.
    Abolished,
    /// The same code, the same type, another name: the one it had.
    Renamed(String),
    /// Another type, as "Xã" became "Phường": the one it had. Its name may be another one too.
    Retyped(String),
    /// It lies in another province (of old: district): the code of the one it lay in.
    Moved(String),
}

impl What {
    /// The stable code, as in the command line's output.
    pub fn code(&self) -> &'static str {
        match self {
            What::Added => "added",
            What::Abolished => "abolished",
            What::Renamed(_) => "renamed",
            What::Retyped(_) => "retyped",
            What::Moved(_) => "moved",
        }
    }

    /// What it was before, where it was something else.
    pub fn before(&self) -> Option<&str> {
        match self {
            What::Added | What::Abolished => None,
            What::Renamed(from) | What::Retyped(from) | What::Moved(from) => Some(from),
        }
    }
}

/// A unit that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table it stands in.
    pub table: &'static str,
    /// Its code.
    pub code: String,
    /// Its full name, as it is now, or was at last.
    pub name: String,
    /// What happened; several things are several changes.
    pub what: What,
    /// The code of what it lies in, now or at last; empty for a province.
    pub place: String,
}

/// A way from an old unit to one of today that is not what it was: with how much of the people (`all`, `part`, `none`) and on
/// what ground it is the likeliest one, before and now; `None` where there is no such way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Code of the old unit.
    pub old: String,
    /// Code of the commune of today.
    pub new: String,
    /// As it was.
    pub before: Option<String>,
    /// As it is.
    pub now: Option<String>,
}

impl Edge {
    /// The stable code, as in the command line's output.
    pub fn code(&self) -> &'static str {
        match (&self.before, &self.now) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        }
    }
}

/// A line of another table: names of former times, resolutions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The table.
    pub table: &'static str,
    /// Whether it is there now, and was not before; or the other way round.
    pub added: bool,
    /// The line's cells.
    pub cells: Vec<String>,
}

/// All that changed, each list in a stable order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Units, by table and code.
    pub units: Vec<Change>,
    /// Ways from old units to those of today, by both codes.
    pub edges: Vec<Edge>,
    /// Lines of the other tables.
    pub lines: Vec<Line>,
    /// Tables that one of the sides does not have: nothing is said about them.
    pub left_out: Vec<&'static str>,
}

impl Diff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.edges.is_empty() && self.lines.is_empty()
    }
}

/// The tables of units, with the column of what each lies in.
const UNITS: [(&str, Option<&str>); 5] = [
    ("provinces_new.csv", None),
    ("units_new.csv", Some("province_code")),
    ("provinces_old.csv", None),
    ("districts_old.csv", Some("province_code")),
    ("units_old.csv", Some("district_code")),
];

/// Compares two sets of tables; `old` and `new` get a name of [`TABLES`] and give the file's text. A table that either does
/// not have is left out.
pub fn diff(old: impl Fn(&str) -> Option<String>, new: impl Fn(&str) -> Option<String>) -> Result<Diff, BuildError> {
    let mut diff = Diff::default();
    for name in TABLES {
        let (Some(before), Some(now)) = (old(name), new(name)) else {
            diff.left_out.push(name);
            continue;
        };
        let read = |text: &String| Table::read(name, &|_: &str| Some(text.clone()));
        let (before, now) = (read(&before)?, read(&now)?);
        if let Some((_, place)) = UNITS.iter().find(|u| u.0 == name) {
            let (before, now) = (units(&before, *place)?, units(&now, *place)?);
            compare(name, &before, &now, &mut diff.units);
        } else if name == "conversion.csv" {
            let (before, now) = (edges(&before)?, edges(&now)?);
            let both: BTreeSet<&(String, String)> = before.keys().chain(now.keys()).collect();
            let edge = |at: &(String, String)| Edge {
                old: at.0.clone(),
                new: at.1.clone(),
                before: before.get(at).cloned(),
                now: now.get(at).cloned(),
            };
            diff.edges.extend(both.into_iter().map(edge).filter(|e| e.before != e.now));
        } else {
            let lines = |t: &Table| t.rows().iter().cloned().collect::<BTreeSet<Vec<String>>>();
            let (before, now) = (lines(&before), lines(&now));
            let line = |added: bool, cells: &Vec<String>| Line { table: name, added, cells: cells.clone() };
            diff.lines.extend(before.difference(&now).map(|cells| line(false, cells)));
            diff.lines.extend(now.difference(&before).map(|cells| line(true, cells)));
        }
    }
    Ok(diff)
}

/// Full name and place of every unit, by code.
fn units(table: &Table, place: Option<&'static str>) -> Result<BTreeMap<String, (String, String)>, BuildError> {
    let rows = table.select(["code", "full_name", place.unwrap_or("code")])?;
    let row = |r: [&str; 3]| (r[0].to_owned(), (r[1].to_owned(), place.map(|_| r[2].to_owned()).unwrap_or_default()));
    Ok(rows.into_iter().map(row).collect())
}

fn edges(table: &Table) -> Result<BTreeMap<(String, String), String>, BuildError> {
    let rows = table.select(["old_code", "new_code", "population", "default", "default_basis"])?;
    let row = |r: [&str; 5]| {
        let ground = if r[3] == "1" { [r[2], ", ", r[4]].concat() } else { r[2].to_owned() };
        ((r[0].to_owned(), r[1].to_owned()), ground)
    };
    Ok(rows.into_iter().map(row).collect())
}

fn compare(
    table: &'static str,
    before: &BTreeMap<String, (String, String)>,
    now: &BTreeMap<String, (String, String)>,
    changes: &mut Vec<Change>,
) {
    let codes: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    for code in codes {
        let mut change = |unit: &(String, String), what: What| {
            changes.push(Change { table, code: code.clone(), name: unit.0.clone(), what, place: unit.1.clone() });
        };
        match (before.get(code), now.get(code)) {
            (None, Some(unit)) => change(unit, What::Added),
            (Some(unit), None) => change(unit, What::Abolished),
            (Some(was), Some(is)) => {
                let ((was_kind, was_name), (is_kind, is_name)) = (split(&was.0), split(&is.0));
                if was_kind != is_kind {
                    change(is, What::Retyped(was.0.clone()));
                } else if was_name != is_name {
                    change(is, What::Renamed(was.0.clone()));
                }
                if was.1 != is.1 {
                    change(is, What::Moved(was.1.clone()));
                }
            }
            (None, None) => {}
        }
    }
}
