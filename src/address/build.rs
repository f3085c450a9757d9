//! CSV tables → the units file. Native only: `cargo xtask build` writes it for the browser, the command line builds it
//! at its first use.

use super::format::{ALL, CODE_A, CODE_D, Counts, KINDS, LIKELY, MAGIC, NONE, VERSION, write_number, write_step};

pub use super::format::checksum;
use super::{Kind, Units};
use std::collections::HashMap;
use std::fmt;

/// The tables that [`build`] reads, by file name; `data/README.md` says where each comes from.
pub const TABLES: [&str; 12] = [
    "provinces_new.csv",
    "provinces_old.csv",
    "province_aliases.csv",
    "districts_old.csv",
    "districts_former.csv",
    "units_new.csv",
    "units_old.csv",
    "units_former.csv",
    "units_former_extra.csv",
    "units_history.csv",
    "conversion.csv",
    "resolutions.csv",
];

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// The table is missing.
    Missing(&'static str),
    /// A line of a table cannot be used.
    Line {
        /// The table.
        table: &'static str,
        /// The line, from 1 (the header).
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Missing(table) => write!(f, "{table}: missing"),
            BuildError::Line { table, line, what } => write!(f, "{table}:{line}: {what}"),
        }
    }
}

impl std::error::Error for BuildError {}

/// A table with a header line, read as RFC 4180 says.
pub(super) struct Table {
    name: &'static str,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn read(name: &'static str, read: &impl Fn(&str) -> Option<String>) -> Result<Self, BuildError> {
        let text = read(name).ok_or(BuildError::Missing(name))?;
        let text = crate::text::nfc(&text);
        let mut rows = Vec::new();
        let mut row = Vec::new();
        let mut cell = String::new();
        let mut quoted = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                '\n' if !quoted => {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                '\r' if !quoted => {}
                c => cell.push(c),
            }
        }
        if !cell.is_empty() || !row.is_empty() {
            row.push(cell);
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(BuildError::Missing(name));
        }
        let header = rows.remove(0);
        let table = Table { name, header, rows };
        match table.rows.iter().position(|r| r.len() != table.header.len()) {
            Some(i) => Err(table.error(i, "another number of columns than the header")),
            None => Ok(table),
        }
    }

    fn error(&self, row: usize, what: &'static str) -> BuildError {
        BuildError::Line { table: self.name, line: row + 2, what }
    }

    fn column(&self, name: &'static str) -> Result<usize, BuildError> {
        self.header.iter().position(|h| h == name).ok_or(BuildError::Line { table: self.name, line: 1, what: name })
    }

    /// All rows.
    pub(super) fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// The named columns of every row.
    pub(super) fn select<const N: usize>(&self, names: [&'static str; N]) -> Result<Vec<[&str; N]>, BuildError> {
        let mut at = [0; N];
        for (at, name) in at.iter_mut().zip(names) {
            *at = self.column(name)?;
        }
        Ok(self.rows.iter().map(|row| at.map(|i| row[i].as_str())).collect())
    }
}

const LABELS: [Kind; 9] = [
    Kind::Province,
    Kind::City,
    Kind::UrbanDistrict,
    Kind::RuralDistrict,
    Kind::TownDistrict,
    Kind::Ward,
    Kind::Commune,
    Kind::Township,
    Kind::SpecialZone,
];

/// Splits "Thị Xã Buôn Hồ" into its kind and "Buôn Hồ" (some official tables capitalise the second word).
pub(super) fn split(full: &str) -> (Kind, &str) {
    for kind in LABELS {
        let label = kind.label();
        // By characters: a table may write "Thi trấn" for "Thị trấn".
        let length = full.char_indices().nth(label.chars().count()).map_or(full.len(), |(at, _)| at);
        if let (head, rest) = full.split_at(length)
            && crate::text::fold(head) == crate::text::fold(label)
            && let Some(name) = rest.strip_prefix(' ')
        {
            return (kind, name.trim());
        }
    }
    (Kind::Other, full.trim())
}

fn code(text: &str) -> Option<u16> {
    match text.as_bytes().first()? {
        b'A' => Some(CODE_A + text[1..].parse::<u16>().ok().filter(|n| *n < 1000)?),
        b'D' => Some(CODE_D + text[1..].parse::<u16>().ok().filter(|n| *n < 1000)?),
        _ => text.parse().ok().filter(|n| *n < CODE_A),
    }
}

/// Rows by code.
fn index<'a>(table: &Table, codes: impl Iterator<Item = &'a str>) -> Result<HashMap<&'a str, u16>, BuildError> {
    let mut map = HashMap::new();
    let mut last = None;
    for (i, text) in codes.enumerate() {
        let number = code(text).ok_or(table.error(i, "code"))?;
        if last.is_some_and(|l| l >= number) {
            return Err(table.error(i, "codes must rise"));
        }
        last = Some(number);
        map.insert(text, u16::try_from(i).map_err(|_| table.error(i, "too many rows"))?);
    }
    Ok(map)
}

/// Builds the units file from the tables of `data/` (`read` gets a name of [`TABLES`] and gives the file's text). The
/// same tables always give the same bytes.
pub fn build(read: impl Fn(&str) -> Option<String>) -> Result<Vec<u8>, BuildError> {
    let table = |name| Table::read(name, &read);
    let (t_province, t_old_province, t_alias) =
        (table("provinces_new.csv")?, table("provinces_old.csv")?, table("province_aliases.csv")?);
    let (t_district, t_gone) = (table("districts_old.csv")?, table("districts_former.csv")?);
    let (t_new, t_old, t_former) = (table("units_new.csv")?, table("units_old.csv")?, table("units_former.csv")?);
    let (t_extra, t_history) = (table("units_former_extra.csv")?, table("units_history.csv")?);
    let (t_edge, t_law) = (table("conversion.csv")?, table("resolutions.csv")?);

    let province = t_province.select(["code", "full_name", "type_on_2025_07_01", "type_changed_on"])?;
    let old_province = t_old_province.select(["code", "full_name", "new_province_codes"])?;
    let province_alias = t_alias.select(["alias", "old_code", "new_code"])?;
    let district = t_district.select(["code", "full_name", "province_code"])?;
    let gone = t_gone.select(["former_name", "province_code", "successor_codes", "old_code_from", "old_code_to"])?;
    let new = t_new.select(["code", "full_name", "province_code", "type_on_2025_07_01", "type_changed_on"])?;
    let old = t_old.select(["code", "full_name", "district_code", "alt_names"])?;
    let former = t_former.select(["former_name", "successor_old_code"])?;
    let extra = t_extra.select(["former_name", "successor_old_code"])?;
    let history = t_history.select(["former_name", "district_code", "successor_old_code"])?;
    let edge = t_edge.select(["old_code", "new_code", "population", "default", "default_basis"])?;
    let law = t_law.select(["province_code", "number"])?;

    let by_province = index(&t_province, province.iter().map(|r| r[0]))?;
    let by_old_province = index(&t_old_province, old_province.iter().map(|r| r[0]))?;
    let by_district = index(&t_district, district.iter().map(|r| r[0]))?;
    let by_new = index(&t_new, new.iter().map(|r| r[0]))?;
    let by_old = index(&t_old, old.iter().map(|r| r[0]))?;
    let find = |map: &HashMap<&str, u16>, key: &str, table: &Table, row: usize, what: &'static str| {
        map.get(key).copied().ok_or_else(|| table.error(row, what))
    };

    // Other names: spellings that other official lists have, and units abolished before 2025.
    let mut alias: Vec<(u16, &str)> = Vec::new();
    for (i, row) in old.iter().enumerate() {
        alias.extend(row[3].split('|').filter(|a| !a.is_empty()).map(|a| (i as u16, split(a).1)));
    }
    for (i, row) in former.iter().enumerate() {
        // The table says "Phường 8" for numbered wards, whose name is the number.
        let name = row[0].strip_prefix("Phường ").filter(|n| n.bytes().all(|b| b.is_ascii_digit())).unwrap_or(row[0]);
        alias.push((find(&by_old, row[1], &t_former, i, "successor")?, name));
    }
    for (i, row) in extra.iter().enumerate() {
        alias.push((find(&by_old, row[1], &t_extra, i, "successor")?, row[0]));
    }
    let mut lost: Vec<(u16, &str)> = Vec::new();
    for (i, row) in history.iter().enumerate() {
        let district = find(&by_district, row[1], &t_history, i, "district")?;
        match row[2] {
            "" => lost.push((district, row[0])),
            successor => alias.push((find(&by_old, successor, &t_history, i, "successor")?, row[0])),
        }
    }
    // A state farm's town is written in full and as "NT": both are found.
    let farm = |name: &str| -> Option<String> {
        let rest = ["Nông trường ", "Nông Trường "].iter().find_map(|long| name.strip_prefix(long));
        match (rest, name.strip_prefix("NT ")) {
            (Some(rest), _) => Some(["NT ", rest].concat()),
            (None, rest) => rest.map(|rest| ["Nông trường ", rest].concat()),
        }
    };
    let names_of_old = old.iter().enumerate().map(|(i, r)| (i as u16, split(r[1]).1));
    let farms: Vec<(u16, String)> =
        names_of_old.chain(alias.iter().copied()).filter_map(|(i, name)| farm(name).map(|other| (i, other))).collect();
    alias.extend(farms.iter().map(|(i, name)| (*i, name.as_str())));
    for list in [&mut alias, &mut lost] {
        list.sort_unstable();
        list.dedup();
    }

    let mut counts = Counts {
        old: old.len(),
        new: new.len(),
        alias: alias.len(),
        lost: lost.len(),
        district: district.len(),
        gone: gone.len(),
        old_province: old_province.len(),
        province: province.len(),
        province_alias: province_alias.len(),
    };
    let as_of = new.iter().map(|r| r[4]).chain(province.iter().map(|r| r[3])).max().unwrap_or_default();
    let as_of = as_of.replace('-', "").parse::<u32>().ok().filter(|d| *d > 0).unwrap_or(20_250_701);

    let mut out = Vec::new();
    write_number(&mut out, as_of);
    for n in counts.each() {
        write_number(&mut out, *n as u32);
    }

    let district_name = |r: &[&str; 4]| -> String {
        // An island district without communes is found under its own name.
        by_district.get(r[2]).map_or("", |d| split(district[usize::from(*d)][1]).1).to_owned()
    };
    let mut names = String::new();
    for name in (old.iter().map(|r| if r[0].starts_with('D') { district_name(r) } else { split(r[1]).1.to_owned() }))
        .chain(new.iter().map(|r| split(r[1]).1.to_owned()))
        .chain(alias.iter().map(|a| a.1.to_owned()))
        .chain(lost.iter().map(|l| l.1.to_owned()))
        .chain(district.iter().map(|r| split(r[1]).1.to_owned()))
        .chain(gone.iter().map(|r| split(r[0]).1.to_owned()))
        .chain(old_province.iter().map(|r| split(r[1]).1.to_owned()))
        .chain(province.iter().map(|r| split(r[1]).1.to_owned()))
        .chain(province_alias.iter().map(|r| r[0].to_owned()))
    {
        names.push_str(&name);
        names.push('\n');
    }
    write_number(&mut out, names.len() as u32);
    out.extend_from_slice(names.as_bytes());

    let kind = |out: &mut Vec<u8>, kind: Kind| {
        out.push(KINDS.iter().position(|k| *k == kind).unwrap_or(KINDS.len() - 1) as u8);
    };

    // Provinces of today: code, kind now, kind on 1 July 2025, resolution.
    let laws: HashMap<&str, &str> = law.iter().map(|r| (r[0], r[1])).collect();
    for (i, r) in province.iter().enumerate() {
        write_number(&mut out, u32::from(code(r[0]).unwrap_or_default()));
        kind(&mut out, split(r[1]).0);
        kind(&mut out, split(&[r[2], " X"].concat()).0);
        let number = laws.get(r[0]).and_then(|l| l.split('/').next()).and_then(|n| n.parse().ok());
        write_number(&mut out, number.ok_or(t_province.error(i, "resolution"))?);
    }
    // Old provinces: code, kind, province of today.
    for (i, r) in old_province.iter().enumerate() {
        write_number(&mut out, u32::from(code(r[0]).unwrap_or_default()));
        kind(&mut out, split(r[1]).0);
        write_number(&mut out, u32::from(find(&by_province, r[2], &t_old_province, i, "province of today")?));
    }
    for (i, r) in province_alias.iter().enumerate() {
        write_number(&mut out, u32::from(find(&by_old_province, r[1], &t_alias, i, "old province")?));
        write_number(&mut out, u32::from(find(&by_province, r[2], &t_alias, i, "province")?));
    }
    // Districts: code, province, kind.
    let mut last = 0;
    for r in &district {
        write_step(&mut out, &mut last, code(r[0]).unwrap_or_default());
    }
    last = 0;
    for (i, r) in district.iter().enumerate() {
        write_step(&mut out, &mut last, find(&by_old_province, r[2], &t_district, i, "province")?);
    }
    district.iter().for_each(|r| kind(&mut out, split(r[1]).0));
    // Abolished districts: kind, successors, range of old units' codes (0 to 0: all of the successors' units).
    for (i, r) in gone.iter().enumerate() {
        kind(&mut out, split(r[0]).0);
        let successors: Vec<&str> = r[2].split('|').collect();
        write_number(&mut out, successors.len() as u32);
        for s in successors {
            write_number(&mut out, u32::from(find(&by_district, s, &t_gone, i, "successor")?));
        }
        for bound in [r[3], r[4]] {
            write_number(&mut out, u32::from(if bound.is_empty() { Some(0) } else { code(bound) }.unwrap_or(0)));
        }
    }
    // Communes of today: code, province, kind now, kind on 1 July 2025.
    last = 0;
    new.iter().for_each(|r| write_step(&mut out, &mut last, code(r[0]).unwrap_or_default()));
    last = 0;
    for (i, r) in new.iter().enumerate() {
        write_step(&mut out, &mut last, find(&by_province, r[2], &t_new, i, "province")?);
    }
    new.iter().for_each(|r| kind(&mut out, split(r[1]).0));
    new.iter().for_each(|r| kind(&mut out, split(&[r[3], " X"].concat()).0));
    // Old units: code, district, kind.
    last = 0;
    old.iter().for_each(|r| write_step(&mut out, &mut last, code(r[0]).unwrap_or_default()));
    last = 0;
    for (i, r) in old.iter().enumerate() {
        write_step(&mut out, &mut last, find(&by_district, r[2], &t_old, i, "district")?);
    }
    old.iter().for_each(|r| kind(&mut out, split(r[1]).0));
    // Other names: the old unit.
    last = 0;
    alias.iter().for_each(|a| write_step(&mut out, &mut last, a.0));
    // Lost names: the district.
    last = 0;
    lost.iter().for_each(|l| write_step(&mut out, &mut last, l.0));
    // Edges: how many per old unit, then where each goes, then its flags if there are several.
    let mut edges: Vec<Vec<(u16, u8)>> = vec![Vec::new(); old.len()];
    for (i, r) in edge.iter().enumerate() {
        let from = find(&by_old, r[0], &t_edge, i, "old unit")?;
        let to = find(&by_new, r[1], &t_edge, i, "commune")?;
        let population = match r[2] {
            "all" => ALL,
            "part" => 1,
            "none" => NONE,
            _ => return Err(t_edge.error(i, "population")),
        };
        let likely = if r[3] == "1" && r[4] == "geo_centroid_vau" { LIKELY } else { 0 };
        edges[usize::from(from)].push((to, population | likely));
    }
    for (i, e) in edges.iter_mut().enumerate() {
        e.sort_unstable();
        if e.is_empty() || e.windows(2).any(|w| w[0].0 == w[1].0) {
            return Err(t_old.error(i, "no way to a commune of today, or twice the same"));
        }
        write_number(&mut out, e.len() as u32);
    }
    last = 0;
    edges.iter().flatten().for_each(|e| write_step(&mut out, &mut last, e.0));
    edges.iter().filter(|e| e.len() > 1).flatten().for_each(|e| out.push(e.1));

    let mut file = Vec::with_capacity(out.len() + 13);
    file.extend_from_slice(MAGIC);
    file.push(VERSION);
    file.extend_from_slice(&(out.len() as u32).to_le_bytes());
    file.extend_from_slice(&checksum(&out).to_le_bytes());
    file.append(&mut out);
    Ok(file)
}

/// The tables compiled into the native program.
pub fn embedded_table(name: &str) -> Option<&'static str> {
    Some(match name {
        "provinces_new.csv" => include_str!("../../data/provinces_new.csv"),
        "provinces_old.csv" => include_str!("../../data/provinces_old.csv"),
        "province_aliases.csv" => include_str!("../../data/province_aliases.csv"),
        "districts_old.csv" => include_str!("../../data/districts_old.csv"),
        "districts_former.csv" => include_str!("../../data/districts_former.csv"),
        "units_new.csv" => include_str!("../../data/units_new.csv"),
        "units_old.csv" => include_str!("../../data/units_old.csv"),
        "units_former.csv" => include_str!("../../data/units_former.csv"),
        "units_former_extra.csv" => include_str!("../../data/units_former_extra.csv"),
        "units_history.csv" => include_str!("../../data/units_history.csv"),
        "conversion.csv" => include_str!("../../data/conversion.csv"),
        "resolutions.csv" => include_str!("../../data/resolutions.csv"),
        _ => return None,
    })
}

pub(super) fn embedded() -> Units {
    thread_local! {
        static UNITS: Units = {
            let bytes = build(|name| embedded_table(name).map(str::to_owned)).unwrap_or_default();
            Units::from_bytes(bytes).expect("the tables are part of the program, and a test builds and reads them")
        };
    }
    UNITS.with(Clone::clone)
}
