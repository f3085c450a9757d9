//! The administrative units as the tables of `data/` state them, read by code of its own, and addresses made from them in
//! the ways that people, scanners and forms write them, each with what it must become. Nothing here asks the converter.
#![allow(dead_code)] // each user takes a part

use std::collections::{BTreeMap, BTreeSet};
use troly::address::{Conversion, Status};
use unicode_normalization::UnicodeNormalization;

fn text_of(path: &str) -> Option<String> {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

/// A table of `data/`.
pub fn table(name: &str) -> Option<String> {
    text_of(&format!("data/{name}"))
}

fn records(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("a well-formed row")).collect()
}

pub fn rows(name: &str) -> Vec<csv::StringRecord> {
    records(&table(name).expect("the table is in data/"))
}

/// One old unit as the tables have it.
pub struct Old {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub district: String,
    pub district_kind: String,
    pub district_code: String,
    pub province: String,
    pub province_kind: String,
    /// Every commune it went to.
    pub all: BTreeSet<String>,
    /// The one that its people went to, by the resolutions.
    pub people: Option<String>,
}

impl Old {
    /// What the address of a person becomes.
    pub fn answer(&self) -> BTreeSet<String> {
        self.people.clone().map_or_else(|| self.all.clone(), |p| BTreeSet::from([p]))
    }

    fn parts(&self) -> [String; 3] {
        [(&self.kind, &self.name), (&self.district_kind, &self.district), (&self.province_kind, &self.province)]
            .map(|(kind, name)| format!("{kind} {name}"))
    }
}

/// "Xã Tân Lập" as ("Xã", "Tân Lập").
pub fn split(full: &str) -> (String, String) {
    const KINDS: [&str; 11] =
        ["Thành phố", "Thành Phố", "Thị xã", "Thị Xã", "Thị trấn", "Phường", "Quận", "Huyện", "Tỉnh", "Xã", "Đặc khu"];
    for kind in KINDS {
        if let Some(name) = full.strip_prefix(kind).and_then(|n| n.strip_prefix(' ')) {
            return (kind.to_owned(), name.to_owned());
        }
    }
    (String::new(), full.to_owned())
}

pub fn olds() -> Vec<Old> {
    let mut edges: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in rows("conversion.csv") {
        edges.entry(row[0].to_owned()).or_default().push((row[1].to_owned(), row[3].to_owned()));
    }
    let mut olds = Vec::new();
    for row in rows("units_old.csv") {
        let to = &edges[&row[0]];
        let peopled: Vec<&String> = to.iter().filter(|e| e.1 != "none").map(|e| &e.0).collect();
        let people = match (to.as_slice(), to.iter().find(|e| e.1 == "all")) {
            ([(only, _)], _) => Some(only.clone()),
            (_, Some((whole, _))) => Some(whole.clone()),
            _ if peopled.len() == 1 => Some(peopled[0].clone()),
            _ => None,
        };
        let (kind, name) = split(&row[1]);
        let (district_kind, district) = split(&row[5]);
        let (province_kind, province) = split(&row[7]);
        let all = to.iter().map(|e| e.0.clone()).collect();
        let district_code = row[4].to_owned();
        let code = row[0].to_owned();
        olds.push(Old {
            code,
            name,
            kind,
            district,
            district_kind,
            district_code,
            province,
            province_kind,
            all,
            people,
        });
    }
    olds
}

/// As a typist without a Vietnamese keyboard writes it.
pub fn bare(text: &str) -> String {
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            c => c,
        })
        .collect()
}

/// A name as it is compared: no accents, no case, i for y, letters and digits only.
pub fn key(name: &str) -> String {
    bare(name).to_lowercase().replace('y', "i").chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A number, Arabic or Roman: nobody writes it without "Phường".
pub fn numbered(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_digit() || b"IVX".contains(&b))
}

fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut least = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(rows[i - 2][j - 2] + 1);
                    }
                    least
                }
            };
        }
    }
    rows[a.len()][b.len()]
}

/// What an address must become.
pub struct Case {
    /// Who made it: the generator, or `written` for those that a person wrote.
    pub by: &'static str,
    pub text: String,
    /// A status of the converter.
    pub status: String,
    /// The communes of today; empty where they are not the point.
    pub codes: BTreeSet<String>,
}

/// How an answer compares with what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Right,
    /// Nothing wrong is said, and the citizen has to choose or to add something that the address did state.
    Asked,
    /// One of several communes that the law leaves open, given as if it were certain.
    SilentGuess,
    /// A commune that it is not, given as certain.
    Wrong,
}

impl Case {
    pub fn judge(&self, answer: &Conversion) -> Verdict {
        let got: BTreeSet<String> = answer.candidates.iter().map(|c| c.code.clone()).collect();
        let sure = matches!(answer.status, Status::Certain | Status::AlreadyNew);
        // That a unit's commune of today has its name is no error: the commune is the same.
        let same = answer.status.code() == self.status || sure && self.status == "certain";
        match () {
            () if self.status == "asked" && !sure => Verdict::Right,
            () if same && (self.codes.is_empty() || got == self.codes) => Verdict::Right,
            () if !sure => Verdict::Asked,
            () if self.status == "candidates" && got.is_subset(&self.codes) => Verdict::SilentGuess,
            () => Verdict::Wrong,
        }
    }
}

/// The addresses that a person wrote, with the old units that are meant; what they become is read off the table here too.
pub fn written() -> Vec<Case> {
    let olds: BTreeMap<String, Old> = olds().into_iter().map(|o| (o.code.clone(), o)).collect();
    let text = text_of("tests/fixtures/address/written.csv").expect("the fixture");
    let case = |row: &csv::StringRecord| {
        let codes: BTreeSet<String> = row[3].split('|').filter(|c| !c.is_empty()).map(str::to_owned).collect();
        if let Some(old) = olds.get(&row[1]) {
            assert_eq!(codes, old.answer(), "{}: the table says otherwise", &row[0]);
        }
        Case { by: "written", text: row[0].to_owned(), status: row[2].to_owned(), codes }
    };
    records(&text).iter().map(case).collect()
}

/// Numbers that are the same at every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn half(&mut self) -> bool {
        self.below(2) == 0
    }
}

const DETAILS: [&str; 24] = [
    "12/3/4A Nguyễn Trãi",
    "Số 5 ngõ 12 Quang Trung",
    "Tổ 5, khu phố 2",
    "ấp 3",
    "Thôn Đông",
    "KP.3",
    "bản Nà Lốc",
    "Lô B12-05 CC Sunrise, 15 Nguyễn Hữu Thọ",
    "buôn Ea Tul",
    "Căn 1203 tòa S2.05 Vinhomes Grand Park",
    "Xóm Chùa",
    "K45/12 Điện Biên Phủ",
    "TDP số 4",
    "Khóm 6",
    "86B/2",
    "Số nhà 17, hẻm 4",
    "Đội 7 thôn Trung",
    "QL1A",
    "sóc Xoài Khla",
    "Km 12 Quốc lộ 51",
    "Tầng 5, tòa nhà Bitexco, số 2 Hải Triều",
    "P.301 nhà B4 tập thể Kim Liên",
    "kios 14 chợ Đầu Mối",
    "đường 3/2",
];

fn short(kind: &str, dice: &mut Dice) -> &'static str {
    match kind {
        "Thành phố" | "Thành Phố" => dice.one(&["TP ", "Tp. ", "TP.", "T.P ", "tp "]),
        "Thị xã" | "Thị Xã" => dice.one(&["TX ", "Tx. ", "TX.", "T.X "]),
        "Thị trấn" => dice.one(&["TT ", "TT. ", "tt ", "T.T "]),
        "Phường" => dice.one(&["P. ", "P.", "P ", "p.", "F."]),
        "Quận" => dice.one(&["Q. ", "Q.", "Q ", "q."]),
        "Huyện" => dice.one(&["H. ", "H.", "H ", "h."]),
        "Xã" => dice.one(&["X. ", "X.", "X ", "x."]),
        _ => dice.one(&["", "T. ", "tỉnh ", "Tỉnh "]),
    }
}

/// The tables, for the generators.
pub struct World {
    olds: Vec<Old>,
    /// Every name that a district has or had, and the old unit it belongs to ("" if nobody says).
    names: BTreeMap<String, Vec<(String, String)>>,
    /// Code, full name, province's full name, of today.
    communes: BTreeMap<String, (String, String)>,
}

impl World {
    pub fn new() -> Self {
        let olds: Vec<Old> = olds().into_iter().filter(|o| !o.kind.is_empty()).collect();
        let district: BTreeMap<&str, &str> = olds.iter().map(|o| (&*o.code, &*o.district_code)).collect();
        let mut names: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut add = |district: &str, name: &str, code: &str| {
            let name = name.strip_prefix("Phường ").unwrap_or(name).trim_start_matches('0');
            names.entry(district.to_owned()).or_default().push((key(name), code.to_owned()));
        };
        for row in rows("units_old.csv") {
            add(&row[4], &split(&row[1]).1, &row[0]);
            row[10].split('|').filter(|a| !a.is_empty()).for_each(|a| add(&row[4], &split(a).1, &row[0]));
        }
        for row in rows("units_former.csv") {
            district.get(&row[3]).into_iter().for_each(|d| add(d, &row[1], &row[3]));
        }
        for row in rows("units_former_extra.csv") {
            district.get(&row[1]).into_iter().for_each(|d| add(d, &row[0], &row[1]));
        }
        rows("units_history.csv").iter().for_each(|row| add(&row[3], &row[1], &row[4]));
        let provinces: BTreeMap<String, String> =
            rows("provinces_new.csv").iter().map(|r| (r[0].to_owned(), r[3].to_owned())).collect();
        let commune = |r: &csv::StringRecord| (r[0].to_owned(), (r[3].to_owned(), provinces[&r[5]].clone()));
        let communes = rows("units_new.csv").iter().map(commune).collect();
        World { olds, names, communes }
    }

    /// How many edits a name is from the nearest other one of a district, and from this unit's own.
    fn near(&self, unit: &Old, written: &str) -> (usize, usize) {
        let written = key(written);
        let names = &self.names[&unit.district_code];
        let least = |own: bool| {
            let of = names.iter().filter(|(_, code)| (*code == unit.code) == own);
            of.map(|(name, _)| edits(name, &written)).min().unwrap_or(99)
        };
        (least(false), least(true))
    }

    /// Whether no other name of the district looks the same without accents.
    fn alone(&self, unit: &Old) -> bool {
        self.near(unit, &unit.name).0 > 0
    }

    /// Addresses by each generator, the same at every run.
    pub fn cases(&self, of_each: usize) -> Vec<Case> {
        type Generator = fn(&World, &Old, &mut Dice) -> Option<(String, &'static str, BTreeSet<String>)>;
        let generators: [(&str, Generator); 5] = [
            ("typed", World::typed),
            ("scanned", World::scanned),
            ("misspelt", World::misspelt),
            ("form", World::form),
            ("since 2025", World::mixed),
        ];
        let mut cases = Vec::new();
        for (by, make) in generators {
            let mut dice = Dice(by.len() as u64 + 2025);
            let wanted = cases.len() + of_each;
            while cases.len() < wanted {
                let unit = &self.olds[dice.below(self.olds.len())];
                let Some((text, status, codes)) = make(self, unit, &mut dice) else { continue };
                cases.push(Case { by, text, status: status.to_owned(), codes });
            }
        }
        cases
    }

    fn plain(unit: &Old, text: String) -> Option<(String, &'static str, BTreeSet<String>)> {
        Some((text, if unit.people.is_some() { "certain" } else { "candidates" }, unit.answer()))
    }

    /// As people type on a phone: abbreviated, without accents, without commas, with parts left out.
    fn typed(&self, o: &Old, dice: &mut Dice) -> Option<(String, &'static str, BTreeSet<String>)> {
        if !self.alone(o) {
            return None;
        }
        let detail = dice.one(&DETAILS);
        let mut parts = [(&o.kind, &o.name), (&o.district_kind, &o.district), (&o.province_kind, &o.province)].map(
            |(kind, name)| {
                let untyped = dice.below(4) == 0 && !numbered(name);
                if untyped { name.clone() } else { format!("{}{name}", short(kind, dice)) }
            },
        );
        // Two names that are both the district's and the commune's need their type words.
        if key(&o.name) == key(&o.district) {
            parts[0] = format!("{}{}", short(&o.kind, dice), o.name);
        }
        let typed = parts[0].len() > o.name.len() && parts[1].len() > o.district.len();
        let separator =
            if typed { dice.one(&[", ", ",", " - ", "; ", " ", "  "]) } else { dice.one(&[", ", " , ", "; "]) };
        let mut text = [detail, &parts[0], &parts[1], &parts[2]].join(separator);
        if dice.half() {
            text = bare(&text).to_lowercase();
        }
        World::plain(o, text)
    }

    /// As a scanner reads paper: line ends, dots and blanks where there are none, single accents and letters lost.
    fn scanned(&self, o: &Old, dice: &mut Dice) -> Option<(String, &'static str, BTreeSet<String>)> {
        if !self.alone(o) {
            return None;
        }
        let [mut commune, district, province] = o.parts();
        if o.name.parse::<u32>().is_ok() && dice.half() {
            commune = format!("{} {}", o.kind, o.name.replace('1', "l").replace('0', "O"));
        } else if let (Some(at), true) = (o.name.find('m'), o.name.chars().count() > 4) {
            let read = format!("{}rn{}", &o.name[..at], &o.name[at + 1..]);
            if self.near(o, &read.replace("rn", "m")).0 > 1 && self.near(o, &read).0 > 1 {
                commune = format!("{} {read}", o.kind);
            }
        }
        let mut text = format!("{}, {commune}, {district}, {province}", dice.one(&DETAILS));
        let blanks: Vec<usize> = text.match_indices(' ').map(|m| m.0).collect();
        let at = blanks[dice.below(blanks.len())];
        match dice.below(5) {
            0 => text.replace_range(at..=at, "\n"),
            1 => text.replace_range(at..at, "."),
            2 => text = text.replace(' ', "  "),
            3 => text = text.to_uppercase(),
            _ => {
                let marked: Vec<(usize, char)> =
                    text.char_indices().filter(|c| bare(&c.1.to_string()) != c.1.to_string()).collect();
                let (at, c) = marked[dice.below(marked.len())];
                text.replace_range(at..at + c.len_utf8(), &bare(&c.to_string()));
            }
        }
        World::plain(o, text)
    }

    /// With one slip of the pen in the name of the commune, of the district or of the province, where no other name is as near.
    fn misspelt(&self, o: &Old, dice: &mut Dice) -> Option<(String, &'static str, BTreeSet<String>)> {
        let mut names = [o.name.clone(), o.district.clone(), o.province.clone()];
        let which = [0, 0, 1, 2][dice.below(4)];
        let letters: Vec<char> = names[which].chars().collect();
        let at = 1 + dice.below(letters.len().checked_sub(2).filter(|n| *n > 2)?);
        let mut wrong = letters.clone();
        match dice.below(4) {
            0 => drop(wrong.remove(at)),
            1 => wrong.insert(at, letters[at]),
            2 => wrong.swap(at, at + 1),
            _ => wrong[at] = ['e', 'n', 'h', 'u', 'c', 't'][dice.below(6)],
        }
        let wrong: String = wrong.into_iter().collect();
        let blank = |s: &str| s.split(' ').map(|w| w.chars().count()).collect::<Vec<_>>();
        // A syllable of one letter is a name's number, not a slip.
        if key(&wrong) == key(&names[which]) || blank(&wrong).contains(&1) || key(&wrong).len() < 5 {
            return None;
        }
        if which == 0 {
            let (other, own) = self.near(o, &wrong);
            if other <= own {
                return None;
            }
        }
        if which > 0 && !self.alone(o) || numbered(&o.name) && which == 0 {
            return None;
        }
        names[which] = wrong;
        let [commune, district, province] = &names;
        World::plain(
            o,
            format!(
                "{}, {} {commune}, {} {district}, {} {province}",
                dice.one(&DETAILS),
                o.kind,
                o.district_kind,
                o.province_kind
            ),
        )
    }

    /// As forms and spreadsheets state it: labels, columns, from the province down.
    fn form(&self, o: &Old, dice: &mut Dice) -> Option<(String, &'static str, BTreeSet<String>)> {
        if !self.alone(o) {
            return None;
        }
        let [commune, district, province] = o.parts();
        let detail = dice.one(&DETAILS);
        let text = match dice.below(7) {
            0 => format!("Xã/Phường/Thị trấn: {commune}; Quận/Huyện: {district}; Tỉnh/TP: {province}"),
            1 => format!("Tỉnh/Thành phố: {province}, Quận/Huyện: {district}, Phường/Xã: {commune}, Số nhà: {detail}"),
            2 => format!("{province} - {district} - {commune} - {detail}"),
            3 => format!("{detail}\t{commune}\t{district}\t{province}"),
            4 => format!("\"{detail}\",\"{commune}\",\"{district}\",\"{province}\""),
            5 => format!("Nơi thường trú: {detail}, {commune}, {district}, {province}, Việt Nam."),
            _ => format!("{detail} | {commune} | {district} | {province}"),
        };
        World::plain(o, text)
    }

    /// As people write since 1 July 2025: old and new side by side, or mixed up.
    fn mixed(&self, o: &Old, dice: &mut Dice) -> Option<(String, &'static str, BTreeSet<String>)> {
        if !self.alone(o) {
            return None;
        }
        let [commune, district, province] = o.parts();
        let detail = dice.one(&DETAILS);
        let answer = o.answer();
        let now = answer.iter().nth(dice.below(answer.len()))?;
        let (new, today) = &self.communes[now];
        let one = BTreeSet::from([now.clone()]);
        // What cannot be: another commune of that name in the district, or the district in another province.
        let other = &self.olds[dice.below(self.olds.len())];
        match dice.below(6) {
            // A city that is both a district of old and a province of today leaves its ward with the same name twice.
            0 if key(&o.district) != key(&split(today).1) => {
                World::plain(o, format!("{detail}, {commune}, {district}, {today}"))
            }
            1 => Some((format!("{detail}, {new}, {today} ({commune}, {district} cũ)"), "already_new", one)),
            2 => Some((format!("{detail}, {new}, {today}"), "already_new", one)),
            3 if o.people.is_some() => World::plain(o, format!("{commune} (cũ), {district} (cũ), {province}")),
            4 if other.province == o.province && other.district != o.district => {
                let known = &self.names[&other.district_code];
                let apart = known.iter().all(|(name, _)| edits(name, &key(&o.name)) > 2);
                let today = self.communes.values().any(|c| key(&split(&c.0).1) == key(&o.name));
                (apart && !today && !numbered(&o.name)).then(|| {
                    let [_, wrong, _] = other.parts();
                    (format!("{detail}, {commune}, {wrong}, {province}"), "contradictory", BTreeSet::new())
                })
            }
            5 if other.province != o.province => {
                let twice =
                    self.olds.iter().filter(|x| key(&x.district) == key(&o.district)).any(|x| x.province != o.province);
                let merged = self.communes[other.all.first()?].1 == *today;
                (!twice && !merged && !numbered(&o.name)).then(|| {
                    let [_, _, wrong] = other.parts();
                    (format!("{detail}, {commune}, {district}, {wrong}"), "contradictory", BTreeSet::new())
                })
            }
            _ => None,
        }
    }
}

/// The rows of `address_cases.csv` as cases. Argued: in four rows the generator dropped the district from an older address, but
/// what is left is a complete address of today; the commune is the same either way.
pub fn labelled() -> Vec<Case> {
    let text = text_of("tests/fixtures/cases/address_cases.csv").expect("the fixture");
    let case = |row: &csv::StringRecord| {
        let codes = if &row[4] == "ok_population" { &row[6] } else { &row[5] };
        let status = match &row[4] {
            _ if ["A0385", "A0386", "A0391", "A0394"].contains(&&row[0]) => "already_new",
            "ok" | "ok_population" => "certain",
            "ambiguous" => "candidates",
            other => other,
        };
        Case {
            by: "address_cases.csv",
            text: row[2].to_owned(),
            status: status.to_owned(),
            codes: codes.split('|').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
        }
    };
    records(&text).iter().map(case).collect()
}
