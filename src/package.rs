//! What the npm package `troly-address` answers: plain objects as JSON text, the one form in which its module
//! (`src/bin/address.rs`) and its script (`packages/troly-address/index.js`) speak.
//!
//! It decides nothing: all of it is [`crate::address`]. Places in a text are given as JavaScript counts them, in the text
//! as it came in; `index.d.ts` of the package describes every key.

use crate::address::{
    Basis, Candidate, Commune, Conversion, Hit, Kind, Lang, OldUnit, Part, Province, Span, Status, Subject, Units,
    explain,
};
use crate::text::{is_settled, nfc};
use serde::Serialize;
use std::borrow::Cow;

/// A unit with its code.
#[derive(Serialize)]
struct Named<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProvinceView<'a> {
    code: &'a str,
    name: &'a str,
    short_name: &'a str,
    r#type: Kind,
    resolution: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CommuneView<'a> {
    code: &'a str,
    name: &'a str,
    short_name: &'a str,
    r#type: Kind,
    province: Named<'a>,
}

#[derive(Serialize)]
struct FormerView<'a> {
    code: &'a str,
    name: &'a str,
    district: Named<'a>,
    province: Named<'a>,
}

/// One of the old units that a commune was made from, and how much of it.
#[derive(Serialize)]
struct OriginView<'a> {
    #[serde(flatten)]
    unit: FormerView<'a>,
    basis: Option<Basis>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CandidateView<'a> {
    code: &'a str,
    name: &'a str,
    r#type: Kind,
    province: Named<'a>,
    basis: Basis,
    unofficial_guess: bool,
    address: String,
}

#[derive(Serialize)]
struct Place<'a> {
    part: Part,
    text: Cow<'a, str>,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Both {
    vi: String,
    en: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConversionView<'a> {
    status: Status,
    address: Option<String>,
    detail: &'a str,
    candidates: Vec<CandidateView<'a>>,
    former: Vec<FormerView<'a>>,
    province: Option<Named<'a>>,
    within: &'a [String],
    also: Vec<CandidateView<'a>>,
    resolution: Option<&'a str>,
    corrected: bool,
    parts: Vec<Place<'a>>,
    explanation: Both,
}

#[derive(Serialize)]
struct ParsedView<'a> {
    detail: &'a str,
    commune: Option<&'a str>,
    district: Option<&'a str>,
    province: Option<&'a str>,
    parts: &'a [Place<'a>],
}

#[derive(Serialize)]
struct HitView<'a> {
    commune: CommuneView<'a>,
    via: Option<&'a str>,
    split: bool,
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("maps have text keys here, and nothing else can fail")
}

fn commune(c: &Commune) -> CommuneView<'_> {
    CommuneView {
        code: &c.code,
        name: &c.name,
        short_name: &c.short_name,
        r#type: c.kind,
        province: Named { code: &c.province, name: &c.province_name },
    }
}

fn province(p: &Province) -> ProvinceView<'_> {
    ProvinceView { code: &p.code, name: &p.name, short_name: &p.short_name, r#type: p.kind, resolution: &p.resolution }
}

fn hit(found: &Hit) -> HitView<'_> {
    HitView { commune: commune(&found.commune), via: found.via.as_deref(), split: found.split }
}

fn former(unit: &OldUnit) -> FormerView<'_> {
    FormerView {
        code: &unit.code,
        name: &unit.name,
        district: Named { code: &unit.district_code, name: &unit.district },
        province: Named { code: &unit.province_code, name: &unit.province },
    }
}

/// The kind of a commune of today, from its full name.
fn kind_of(name: &str) -> Kind {
    let begins = |kind: &Kind| name.starts_with(kind.label());
    [Kind::Ward, Kind::Commune, Kind::SpecialZone].into_iter().find(begins).unwrap_or(Kind::Other)
}

fn candidate<'a>(c: &'a Candidate, detail: &str) -> CandidateView<'a> {
    CandidateView {
        code: &c.code,
        name: &c.name,
        r#type: kind_of(&c.name),
        province: Named { code: &c.province_code, name: &c.province_name },
        basis: c.basis,
        unofficial_guess: c.unofficial_default,
        address: line(c, detail),
    }
}

/// An address of today in one line.
pub(crate) fn line(c: &Candidate, detail: &str) -> String {
    let between = if detail.is_empty() { "" } else { ", " };
    [detail, between, &c.name, ", ", &c.province_name].concat()
}

/// Where each part stands in `input`, of which `text` is Form C.
fn places<'a>(answer: &Conversion, input: &'a str, text: &'a str) -> Vec<Place<'a>> {
    if input == text {
        let count = |to: usize| text.get(..to).map_or(0, |piece| piece.encode_utf16().count());
        let place = |s: &Span| {
            let text = Cow::Borrowed(text.get(s.start..s.end)?);
            Some(Place { part: s.part, text, start: count(s.start), end: count(s.end) })
        };
        return answer.spans.iter().filter_map(place).collect();
    }
    let pieces = Piece::all(input);
    let place = |s: &Span| {
        let from = pieces.iter().rfind(|p| p.composed <= s.start)?;
        let to = pieces.iter().find(|p| p.composed >= s.end)?;
        let text = nfc(input.get(from.at..to.at)?);
        Some(Place { part: s.part, text, start: from.units, end: to.units })
    };
    answer.spans.iter().filter_map(place).collect()
}

/// Where a piece of a text begins that is composed by itself: no settled character merges with what stands before it.
struct Piece {
    /// In bytes of the text.
    at: usize,
    /// In UTF-16 units of the text.
    units: usize,
    /// In bytes of its Form C.
    composed: usize,
}

impl Piece {
    /// All of a text, and one more where it ends.
    fn all(input: &str) -> Vec<Piece> {
        let mut pieces = vec![Piece { at: 0, units: 0, composed: 0 }];
        let (mut at, mut units, mut composed) = (0, 0, 0);
        let ends = input.char_indices().skip(1).filter(|(_, c)| is_settled(*c)).map(|(at, _)| at);
        for to in ends.chain([input.len()]) {
            let piece = input.get(at..to).unwrap_or_default();
            units += piece.encode_utf16().count();
            composed += nfc(piece).len();
            at = to;
            pieces.push(Piece { at, units, composed });
        }
        pieces
    }
}

/// An address, converted.
pub fn convert(units: &Units, input: &str, subject: Subject) -> String {
    let text = nfc(input);
    let answer = units.convert(&text, subject);
    let settled = matches!(answer.status, Status::Certain | Status::AlreadyNew);
    json(&ConversionView {
        status: answer.status,
        address: answer.candidates.first().filter(|_| settled).map(|c| line(c, &answer.detail)),
        detail: &answer.detail,
        candidates: answer.candidates.iter().map(|c| candidate(c, &answer.detail)).collect(),
        former: answer.old.iter().map(former).collect(),
        province: answer.province.as_ref().map(|p| Named { code: &p.code, name: &p.name }),
        within: &answer.within,
        also: answer.also.iter().map(|c| candidate(c, &answer.detail)).collect(),
        resolution: Some(&*answer.law).filter(|law| !law.is_empty()),
        corrected: answer.corrected,
        parts: places(&answer, input, &text),
        explanation: Both { vi: explain(&answer, Lang::Vi), en: explain(&answer, Lang::En) },
    })
}

/// An address, taken apart and nothing more.
pub fn parse(units: &Units, input: &str) -> String {
    let text = nfc(input);
    let answer = units.convert(&text, Subject::People);
    let parts = places(&answer, input, &text);
    let of = |part: Part| parts.iter().find(|p| p.part == part).map(|p| &*p.text);
    let (commune, district, province) = (of(Part::Commune), of(Part::District), of(Part::Province));
    json(&ParsedView { detail: &answer.detail, commune, district, province, parts: &parts })
}

/// Communes of today for what was typed so far, at most `limit`; with a province's code only its own, and none for an unknown one.
pub fn search(units: &Units, query: &str, province: &str, limit: usize) -> String {
    // Asked of a province that is none, it would look everywhere
    let known = province.is_empty() || units.province(province).is_some();
    let hits = if known { units.search_within(query, province, limit) } else { Vec::new() };
    json(&hits.iter().map(hit).collect::<Vec<_>>())
}

/// The old units that a commune of today was made from, each with how its people came there.
pub fn origins(units: &Units, code: &str) -> String {
    let old = units.origins(code);
    let basis = |unit: &OldUnit| {
        let to = units.successors(&unit.code, Subject::Land);
        let people = units.successors(&unit.code, Subject::People);
        people.iter().chain(&to).find(|c| c.code == code).map(|c| c.basis)
    };
    json(&old.iter().map(|unit| OriginView { unit: former(unit), basis: basis(unit) }).collect::<Vec<_>>())
}

/// Where an old unit went by law.
pub fn successors(units: &Units, code: &str, subject: Subject) -> String {
    json(&units.successors(code, subject).iter().map(|c| candidate(c, "")).collect::<Vec<_>>())
}

/// The provinces of today.
pub fn provinces(units: &Units) -> String {
    let all: Vec<Province> = units.provinces().collect();
    json(&all.iter().map(province).collect::<Vec<_>>())
}

/// The communes of a province, or, without one, all of them.
pub fn communes(units: &Units, province: &str) -> String {
    let all: Vec<Commune> =
        if province.is_empty() { units.communes().collect() } else { units.communes_of(province).collect() };
    json(&all.iter().map(commune).collect::<Vec<_>>())
}

/// The date of the newest change that the data knows: `2026-10-01`.
pub fn as_of(units: &Units) -> String {
    let day = units.as_of();
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;
    use unicode_normalization::UnicodeNormalization;

    fn units() -> Units {
        crate::address::embedded()
    }

    fn value(json: &str) -> Value {
        serde_json::from_str(json).expect("what is written is JSON")
    }

    /// What stands at a place, as JavaScript's `slice` gives it.
    fn slice(text: &str, place: &Value) -> String {
        let all: Vec<u16> = text.encode_utf16().collect();
        let at = |key: &str| place[key].as_u64().expect("a number") as usize;
        String::from_utf16(&all[at("start")..at("end")]).expect("whole characters")
    }

    const ADDRESS: &str = "🏠 12 Nguyễn Huệ, Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh";

    #[test]
    fn an_answer_says_all_that_is_known() {
        let answer = value(&convert(&units(), ADDRESS, Subject::People));
        assert_eq!(answer["status"], "certain");
        assert_eq!(
            answer["address"],
            format!("{}, Phường Sài Gòn, Thành phố Hồ Chí Minh", answer["detail"].as_str().unwrap_or(""))
        );
        let first = &answer["candidates"][0];
        assert_eq!(
            (&first["code"], &first["type"], &first["basis"]),
            (&"26740".into(), &"ward".into(), &"whole".into())
        );
        assert_eq!(first["province"]["code"], "79");
        assert_eq!(answer["former"][0]["district"]["name"], "Quận 1");
        assert_eq!(answer["resolution"], "1685/NQ-UBTVQH15");
        assert!(answer["explanation"]["vi"].as_str().is_some_and(|t| t.contains("Phường Sài Gòn")));
        assert!(answer["explanation"]["en"].as_str().is_some_and(|t| t.contains("is now in")));
    }

    #[test]
    fn places_are_those_of_the_text_as_it_came_in() {
        for input in [ADDRESS.to_owned(), ADDRESS.nfd().collect()] {
            let answer = value(&convert(&units(), &input, Subject::People));
            let parts = answer["parts"].as_array().expect("a list");
            assert_eq!(parts.len(), 4);
            for part in parts {
                let written = slice(&input, part);
                assert_eq!(Value::from(written.nfc().collect::<String>()), part["text"]);
                assert!(!written.is_empty());
            }
            let parsed = value(&parse(&units(), &input));
            assert_eq!(parsed["commune"], "Phường Bến Nghé");
            assert_eq!(parsed["parts"], answer["parts"]);
        }
    }

    #[test]
    fn lists_and_the_way_back() {
        let units = units();
        assert_eq!(value(&provinces(&units)).as_array().map(Vec::len), Some(34));
        assert_eq!(value(&communes(&units, "79")).as_array().map(Vec::len), Some(168));
        assert_eq!(value(&communes(&units, "")).as_array().map(Vec::len), Some(3321));
        let from = value(&origins(&units, "26740"));
        assert!(
            from.as_array()
                .is_some_and(|all| all.iter().any(|o| o["name"] == "Phường Bến Nghé" && o["basis"] == "whole"))
        );
        // Every way back says how
        for commune in units.communes() {
            let from = value(&origins(&units, &commune.code));
            assert!(from.as_array().is_some_and(|all| all.iter().all(|o| o["basis"].is_string())), "{}", commune.code);
        }
        assert_eq!(value(&successors(&units, "26740", Subject::People))[0]["basis"], "whole");
        assert_eq!(value(&search(&units, "ben nghe", "79", 3))[0]["commune"]["code"], "26740");
        assert_eq!(search(&units, "ben nghe", "99", 3), "[]");
        assert_eq!(as_of(&units).len(), 10);
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in "\\PC*", near in "[a-zăâđ̣́̂ưƯ가가🏠, ]{0,20}, (P|Q)(\\.| )?[0-9]{1,2}, TP HCM") {
            let units = units();
            for t in [text, near] {
                for part in value(&convert(&units, &t, Subject::Land))["parts"].as_array().expect("a list") {
                    prop_assert_eq!(Value::from(slice(&t, part).nfc().collect::<String>()), part["text"].clone());
                }
            }
        }
    }
}
