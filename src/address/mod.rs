//! Administrative units, address parsing, and conversion of older addresses to the two-tier form in force since
//! 1 July 2025.
//!
//! On that day districts went away: 63 provinces became 34 and about 10,000 communes became 3,321 (Nghị quyết
//! 202/2025/QH15 for the provinces, Nghị quyết 1654 to 1687/NQ-UBTVQH15 for the communes, codes by Quyết định
//! 19/2025/QĐ-TTg). Every older paper carries an address that no current form accepts. [`Units::convert`] turns one
//! into candidates with a [`Status`] that is never more certain than the law: 380 of the old units were split with no
//! official rule for their people, and of those all candidates are given, never one of them alone.
//!
//! Everything is local: the data is one compact file (`build` makes it from `data/*.csv`) that the browser loads on
//! first need and that [`Units::from_bytes`] works on in place.
//!
//! | file | what |
//! | --- | --- |
//! | `format` | the binary's layout, shared by its writer and its reader |
//! | `build` | CSV tables → binary (native only) |
//! | `diff` | two sets of tables → what changed (native only) |
//! | `units` | the binary, checked and indexed; look-ups |
//! | `fold` | text → folded tokens that remember where they came from |
//! | `mention` | which units a text may be naming, and where |
//! | `convert` | mentions → readings → the answer |
//! | `search` | the commune picker |
//! | `explain` | one sentence that says why |

#[cfg(not(target_arch = "wasm32"))]
pub mod build;
mod convert;
#[cfg(not(target_arch = "wasm32"))]
pub mod diff;
mod explain;
mod fold;
mod format;
mod mention;
mod search;
mod units;

pub use explain::{Lang, explain};
pub use units::{DataError, Units};

use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// The units, built at first use from the tables that are compiled into the native program. The browser loads the
/// file instead (`dist/troly/units-HASH.bin`).
#[cfg(not(target_arch = "wasm32"))]
pub fn embedded() -> Units {
    build::embedded()
}

/// Whether people or land moved: they may have gone to different communes.
///
/// Where a resolution says "một phần diện tích, toàn bộ dân số", the people all went to one commune, part of the land
/// to another (Kỳ Lợi: land → Vũng Áng, people → Sông Trí and Hoành Sơn). Papers about residence follow people, land
/// papers follow area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Where someone lives, was born or is registered.
    #[default]
    People,
    /// A parcel of land.
    Land,
}

/// What kind of unit a name belongs to, in either system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Tỉnh.
    Province,
    /// Thành phố (of the centre as a province, of a province as a district).
    City,
    /// Quận, until 30 June 2025.
    UrbanDistrict,
    /// Huyện, until 30 June 2025.
    RuralDistrict,
    /// Thị xã, until 30 June 2025.
    TownDistrict,
    /// Phường.
    Ward,
    /// Xã.
    Commune,
    /// Thị trấn, until 30 June 2025.
    Township,
    /// Đặc khu, since 1 July 2025.
    SpecialZone,
    /// A unit without a type of its own (one: the mud flats that Kim Sơn district managed).
    Other,
}

impl Kind {
    /// As it is written before a name: "Phường", "Thị trấn"; empty for [`Kind::Other`].
    pub fn label(self) -> &'static str {
        match self {
            Kind::Province => "Tỉnh",
            Kind::City => "Thành phố",
            Kind::UrbanDistrict => "Quận",
            Kind::RuralDistrict => "Huyện",
            Kind::TownDistrict => "Thị xã",
            Kind::Ward => "Phường",
            Kind::Commune => "Xã",
            Kind::Township => "Thị trấn",
            Kind::SpecialZone => "Đặc khu",
            Kind::Other => "",
        }
    }

    /// As it is written inside a sentence: "phường", "thành phố".
    pub fn lower(self) -> &'static str {
        match self {
            Kind::Province => "tỉnh",
            Kind::City => "thành phố",
            Kind::UrbanDistrict => "quận",
            Kind::RuralDistrict => "huyện",
            Kind::TownDistrict => "thị xã",
            Kind::Ward => "phường",
            Kind::Commune => "xã",
            Kind::Township => "thị trấn",
            Kind::SpecialZone => "đặc khu",
            Kind::Other => "",
        }
    }
}

/// One of the 34 provinces and cities of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Province {
    /// Official code, two digits.
    pub code: String,
    /// "Hồ Chí Minh".
    pub short_name: String,
    /// "Thành phố Hồ Chí Minh".
    pub name: String,
    /// Province or city, as of the data's date (three provinces became cities in 2026).
    pub kind: Kind,
    /// The resolution that rearranged its communes: "1685/NQ-UBTVQH15".
    pub resolution: String,
}

/// One of the 3,321 communes of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commune {
    /// Official code, five digits (Quyết định 19/2025/QĐ-TTg).
    pub code: String,
    /// "Sài Gòn".
    pub short_name: String,
    /// "Phường Sài Gòn".
    pub name: String,
    /// Phường, xã or đặc khu, as of the data's date.
    pub kind: Kind,
    /// Code of its province.
    pub province: String,
    /// "Thành phố Hồ Chí Minh".
    pub province_name: String,
}

impl Commune {
    /// "Phường Sài Gòn, Thành phố Hồ Chí Minh".
    pub fn line(&self) -> String {
        [&self.name, ", ", &self.province_name].map(|s: &str| s).concat()
    }
}

/// One of the 10,041 units of the lowest level until 30 June 2025.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OldUnit {
    /// Official code of that time, five digits; "D" and the district's code for the five island districts that had
    /// no communes; "A376" for the mud flats of Kim Sơn.
    pub code: String,
    /// "Phường Bến Nghé"; empty for an island district without communes.
    pub name: String,
    /// "Quận 1".
    pub district: String,
    /// Code of that district, three digits.
    pub district_code: String,
    /// "Thành phố Hồ Chí Minh".
    pub province: String,
    /// Code of that province at that time, two digits.
    pub province_code: String,
}

impl OldUnit {
    /// "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh".
    pub fn line(&self) -> String {
        let mut line = String::new();
        for part in [&self.name, &self.district, &self.province] {
            if !part.is_empty() {
                if !line.is_empty() {
                    line.push_str(", ");
                }
                line.push_str(part);
            }
        }
        line
    }
}

/// How certain an answer is, never more than the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One commune, by law: the whole old unit went there, or "toàn bộ dân số" for people.
    Certain,
    /// Several communes are possible and no official rule decides: the citizen picks.
    Candidates,
    /// Province (perhaps district) known, commune not given or not recognised.
    ProvinceOnly,
    /// It names a commune of today already.
    AlreadyNew,
    /// Nothing in it is a Vietnamese unit that can be told.
    NotFound,
    /// Its parts contradict one another: a ward that the stated district never had, while another district did.
    Contradictory,
}

impl Status {
    /// The stable code, as in the command line's output.
    pub fn code(self) -> &'static str {
        match self {
            Status::Certain => "certain",
            Status::Candidates => "candidates",
            Status::ProvinceOnly => "province_only",
            Status::AlreadyNew => "already_new",
            Status::NotFound => "not_found",
            Status::Contradictory => "contradictory",
        }
    }
}

/// Why a commune is a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The address names it: it is a commune of today.
    Current,
    /// The whole old unit became part of it.
    Whole,
    /// The resolution sends "toàn bộ dân số" of the old unit there.
    Population,
    /// Part of the old unit, people included, went there; no official rule says which part.
    Part,
    /// Only land of the old unit went there, none of its people by the resolution.
    Area,
    /// It lies in the district that the address names.
    District,
}

impl Basis {
    /// The stable code, as in the command line's output.
    pub fn code(self) -> &'static str {
        match self {
            Basis::Current => "current",
            Basis::Whole => "whole",
            Basis::Population => "population",
            Basis::Part => "part",
            Basis::Area => "area",
            Basis::District => "district",
        }
    }
}

/// A commune of today that an address may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Official code, five digits.
    pub code: String,
    /// "Phường Sài Gòn".
    pub name: String,
    /// Code of its province.
    pub province_code: String,
    /// "Thành phố Hồ Chí Minh".
    #[serde(rename = "province")]
    pub province_name: String,
    /// Why it is a candidate.
    pub basis: Basis,
    /// Likeliest by where the old unit's centre lies: a guess from unofficial data, to be shown first and marked,
    /// never to be filled in silence.
    pub unofficial_default: bool,
}

/// What a part of the text was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// House number, street, hamlet: everything below the commune.
    Detail,
    /// The commune, with its type word.
    Commune,
    /// The district, with its type word.
    District,
    /// The province, with its type word.
    Province,
}

/// Where in the text a part stands: byte offsets, on character boundaries, into the input in Form C
/// ([`crate::text::nfc`]; nearly always the input as given).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    /// What it was read as.
    pub part: Part,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The answer to one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conversion {
    /// How certain it is.
    pub status: Status,
    /// House number, street, hamlet, quarter, building: verbatim (NFC, outer separators trimmed).
    pub detail: String,
    /// The communes it may mean, likeliest first; one for [`Status::Certain`] and [`Status::AlreadyNew`]; none for
    /// [`Status::ProvinceOnly`] and [`Status::NotFound`]; for [`Status::Contradictory`] what its parts taken
    /// separately would mean (perhaps none).
    pub candidates: Vec<Candidate>,
    /// The old units that were recognised.
    pub old: Vec<OldUnit>,
    /// The province of today, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<Province>,
    /// With [`Status::ProvinceOnly`]: the communes of today of the named district, if one was named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
    /// With [`Status::AlreadyNew`]: the address could also be an older one without its district, and would then mean
    /// these other communes. With [`Status::Certain`], where the district is not stated and the province is called as
    /// before: if today's province is meant, which is larger, these too. To be shown as a warning.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Candidate>,
    /// The resolution that decides: "1685/NQ-UBTVQH15"; empty where none does.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub law: String,
    /// Whether a name was misspelt and read as its only near neighbour.
    #[serde(skip_serializing_if = "is_false")]
    pub corrected: bool,
    /// Where each part was read.
    pub spans: Vec<Span>,
}

fn is_false(b: &bool) -> bool {
    !*b
}

/// One line of the picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The commune of today.
    pub commune: Commune,
    /// The old unit whose name was typed, in one line, if it was not the new name: "Phường Bến Nghé, Quận 1, Thành phố
    /// Hồ Chí Minh".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// Whether that old unit went to several communes.
    pub split: bool,
    /// What was typed beside the unit: house number, street, hamlet; of a whole address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Whether what was typed is a whole address that means this commune and no other.
    pub sure: bool,
}

/// Whether a text has the form of a unit's code of so many digits: 5 of a commune, 2 of a province.
pub fn is_code(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())
}

/// What the units know about what stands in a box for a commune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// There is such a commune, in the province that it was asked of.
    Right,
    /// It is in another one.
    Outside,
    /// There is none.
    Nowhere,
    /// It is no code at all, but perhaps the name of one: this code, if it means one beyond doubt.
    Name(Option<Rc<str>>),
}

/// What the layers above ask of the administrative units. They hold it as a trait object, so that in the browser the code
/// behind it can arrive together with its data (`browser::late`): whoever has one has both.
pub trait AddressBook {
    /// See [`Units::convert`].
    fn convert(&self, input: &str, subject: Subject) -> Conversion;
    /// See [`Units::commune`].
    fn commune(&self, code: &str) -> Option<Commune>;
    /// The commune of a code in one line, see [`Commune::line`].
    fn line(&self, code: &str) -> Option<Rc<str>>;
    /// Looks at a code, or at the commune of an address, and at the province that it must lie in.
    fn check(&self, value: &Value, province: Option<&Value>) -> Known;
    /// See [`Units::search_within`].
    fn search(&self, query: &str, province: &str, limit: usize) -> Vec<Hit>;
}

impl AddressBook for Units {
    fn convert(&self, input: &str, subject: Subject) -> Conversion {
        Units::convert(self, input, subject)
    }

    fn commune(&self, code: &str) -> Option<Commune> {
        Units::commune(self, code)
    }

    fn line(&self, code: &str) -> Option<Rc<str>> {
        Units::commune(self, code).map(|commune| commune.line().into())
    }

    fn check(&self, value: &Value, province: Option<&Value>) -> Known {
        let code = match value {
            Value::Text(text) if !is_code(text, 5) => {
                let found = Units::convert(self, text, Subject::People);
                let sure = matches!(found.status, Status::Certain | Status::AlreadyNew) && found.also.is_empty();
                return Known::Name(found.candidates.first().filter(|_| sure).map(|c| Rc::from(&*c.code)));
            }
            Value::Text(code) => &**code,
            // That an address has no code, or one of another form, is said without the units.
            Value::Address(address) if is_code(&address.commune, 5) => &*address.commune,
            _ => return Known::Right,
        };
        match (Units::commune(self, code), province.and_then(Value::as_text)) {
            (None, _) => Known::Nowhere,
            (Some(commune), Some(province)) if commune.province != province => Known::Outside,
            _ => Known::Right,
        }
    }

    fn search(&self, query: &str, province: &str, limit: usize) -> Vec<Hit> {
        self.search_within(query, province, limit)
    }
}

/// Reads an address and converts it: see [`Units::convert`].
pub fn convert(units: &Units, input: &str, subject: Subject) -> Conversion {
    units.convert(input, subject)
}

/// The answer as the value of a form's box, with the candidate that was picked (index into
/// [`Conversion::candidates`]).
///
/// `pick` is `None` where nobody picked: then the commune is filled only if the status is [`Status::Certain`] or
/// [`Status::AlreadyNew`]; a province that is known is filled in any case but a contradiction. `old` keeps the
/// address as the paper prints it, unless it was a current one.
pub fn to_value(conversion: &Conversion, input: &str, pick: Option<usize>) -> crate::value::Address {
    let settled = matches!(conversion.status, Status::Certain | Status::AlreadyNew);
    let picked = pick.or(settled.then_some(0)).and_then(|i| conversion.candidates.get(i));
    let mut value = crate::value::Address { detail: conversion.detail.clone(), ..Default::default() };
    if let Some(c) = picked {
        value.commune.clone_from(&c.code);
        value.commune_name.clone_from(&c.name);
        value.province.clone_from(&c.province_code);
        value.province_name.clone_from(&c.province_name);
    } else if let (Some(p), true) = (&conversion.province, conversion.status != Status::Contradictory) {
        value.province.clone_from(&p.code);
        value.province_name.clone_from(&p.name);
    }
    if conversion.status != Status::AlreadyNew {
        value.old = crate::text::clean(input);
    }
    value
}

/// The civil-status authority of a commune, as forms address it: "Ủy ban nhân dân phường Sài Gòn, Thành phố Hồ Chí
/// Minh" (the commune's people's committee registers births since 1 July 2025: Luật Hộ tịch 2014 Điều 13, Nghị định
/// 120/2025/NĐ-CP).
pub fn civil_authority(commune: &Commune) -> String {
    agency("Ủy ban nhân dân ", commune)
}

/// The residence authority of a commune, as forms address it: "Công an phường Sài Gòn, Thành phố Hồ Chí Minh" (Luật Cư
/// trú 2020 Điều 2 khoản 4: cơ quan đăng ký cư trú is the commune's police).
pub fn police_authority(commune: &Commune) -> String {
    agency("Công an ", commune)
}

fn agency(office: &str, commune: &Commune) -> String {
    [office, commune.kind.lower(), " ", &commune.short_name, ", ", &commune.province_name].concat()
}

/// Sorts a handful of items, equal ones in the order they had. The general sorts are some 3 KB of code for each type.
fn sort_few<T>(items: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for i in 1..items.len() {
        let mut j = i;
        while j > 0 && before(&items[j], &items[j - 1]) {
            items.swap(j, j - 1);
            j -= 1;
        }
    }
}
