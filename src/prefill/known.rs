//! What is known about a person: the claims of their records, and what follows from them.

use super::{
    Candidate, Origin, OriginSource, Transform,
    vocabulary::{self, NAME_PARTS},
};
use crate::{
    address::{self, AddressBook, Basis, Status, Subject},
    definition::FieldType,
    dossier::{Mention, Person},
    identity::CitizenId,
    record::{Record, RecordKind, Trust},
    sorted::Map,
    text::{
        self,
        date::{Day, PartialDate},
    },
    value::{IdentityDocument, Value},
};
use std::{cell::RefCell, cmp::Reverse, rc::Rc};

/// Since this day cards are issued under the Law on Identification as "Thẻ căn cước" (Luật Căn cước 26/2023/QH15, in force 1 July 2024).
const IDENTITY_LAW: &str = "2024-07-01";

/// The first day of the two-tier system (Nghị quyết 202/2025/QH15).
const REFORM: &str = "2025-07-01";

/// What the names of attributes of land begin with.
const LAND: &str = "person.land.";

/// Only Vietnamese citizens get a card: Luật Căn cước 26/2023/QH15, Điều 19 khoản 1; before, Luật Căn cước công dân 59/2014/QH13, Điều 19.
const CARD_MEANS_CITIZEN: &str = "Luật Căn cước 26/2023/QH15, Điều 19 khoản 1";

/// Digits 4 to 6 of the ID number: NĐ 70/2024/NĐ-CP (before: NĐ 137/2015/NĐ-CP, Điều 13; TT 59/2021/TT-BCA, Điều 4).
const NUMBER_STRUCTURE: &str = "Cấu trúc số định danh cá nhân: TT 59/2021/TT-BCA, Điều 4";

/// Everything prefill may look at. The core reads nothing else.
pub struct Known<'a> {
    /// The day from which papers are expired or not.
    pub today: Day,
    /// Records by id.
    pub records: &'a [(Rc<str>, Rc<Record>)],
    /// People found in them.
    pub people: &'a [Person],
    /// Role → people.
    pub casting: &'a Map<Rc<str>, Vec<Rc<str>>>,
    /// Administrative units, once loaded.
    pub units: Option<&'a dyn AddressBook>,
    /// Communes that the person chose for an old address, remembered per address as printed.
    pub choices: &'a Map<Rc<str>, Rc<str>>,
    /// Addresses already converted: the same one serves several boxes.
    pub converted: &'a RefCell<Map<Rc<str>, Rc<address::Conversion>>>,
}

/// What is done to a value of a paper that has expired: it is marked.
pub const EXPIRED: &str = "record.expired";

/// What is done to a value that is older than its box accepts: it is marked.
pub const OLD: &str = "record.old";

/// Whether it has expired, the rank of its kind, the day from which it is, how far it is to be believed.
type Standing = (bool, u8, Reverse<Option<Day>>, Trust);

/// What could be found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Best first. When the first is not `unofficial` it may be filled.
    pub candidates: Vec<Candidate>,
    /// The unit data is needed and not there yet.
    pub loading: bool,
}

impl Known<'_> {
    /// The one person in a role, if there is exactly one.
    pub fn one(&self, role: &str) -> Option<&Rc<str>> {
        match self.casting.get(role).map(Vec::as_slice) {
            Some([person]) => Some(person),
            _ => None,
        }
    }

    /// All that is known about an attribute of a person, best first: by the published order (not expired, verified, official
    /// paper, the newest), and what is only derived where nothing is stated.
    pub fn about(&self, person: &str, attribute: &str) -> Found {
        let mut found = Found::default();
        let Some(person) = self.people.iter().find(|p| &*p.id == person) else { return found };
        let record = |m: &Mention| self.records.iter().find(|(id, _)| *id == m.record).map(|(_, r)| &**r);
        let mut mentions: Vec<(&Mention, &Record)> =
            person.mentions.iter().filter_map(|m| Some((m, record(m)?))).collect();
        // Stable: of two papers of one kind and day the first read stays first.
        mentions.sort_by_key(|(_, r)| self.standing(r));
        let origin = |(mention, record): (&Mention, &Record), part: &Rc<str>, mut steps: Vec<Transform>| {
            if let Some(last) = record.expires_on.filter(|_| self.expired(record)) {
                steps.push(Transform::before(EXPIRED, &last.to_vietnamese()));
            }
            Origin {
                source: OriginSource::Record {
                    record: mention.record.clone(),
                    kind: record.kind.entry().code.into(),
                    person: person.id.clone(),
                    part: part.clone(),
                },
                on: record.issued_on,
                steps,
            }
        };
        let base = attribute
            .strip_suffix(".civil-authority")
            .or_else(|| attribute.strip_suffix(".police-authority"))
            .unwrap_or(attribute);
        let place = vocabulary::attribute(base).is_some_and(|a| a.kind == FieldType::Address);
        for &(mention, record) in &mentions {
            let from = |part: &Rc<str>, steps: Vec<Transform>| origin((mention, record), part, steps);
            let number = || record.about(&mention.subject, "person.id.number").next();
            let card = !record.kind.entry().document.is_empty();
            match attribute {
                "person.id.document" if card => document(record, from, &mut found),
                "person.nationality" if card => {
                    if let Some(number) = number() {
                        let step = Transform::law("nationality.card", CARD_MEANS_CITIZEN);
                        found.add(Value::Text("VN".into()), from(&number.part, vec![step]));
                    }
                }
                _ => {
                    for claim in record.about(&mention.subject, base) {
                        let mut steps = Vec::new();
                        let value = match &claim.value {
                            Value::Text(printed) if place => {
                                self.residence(printed, attribute, &|steps| from(&claim.part, steps), &mut found);
                                continue;
                            }
                            Value::Address(address) if base.len() < attribute.len() => {
                                let Some(units) = self.units else {
                                    found.loading = true;
                                    continue;
                                };
                                let police = attribute.ends_with(".police-authority");
                                let Some(name) = authority(units, police, &address.commune) else { continue };
                                steps.push(Transform::before("authority.derived", &address.line()));
                                Value::Text(name)
                            }
                            value => value.clone(),
                        };
                        if let (true, Some(Value::Text(name))) =
                            (attribute.starts_with(NAME_PARTS), record.first(&mention.subject, "person.name"))
                        {
                            steps.push(Transform::before("name.part", name));
                        }
                        let origin = from(&claim.part, steps);
                        found.candidates.push(Candidate { value, origin, unofficial: !claim.sure });
                    }
                }
            }
        }
        for &(mention, record) in &mentions {
            if !found.candidates.is_empty() {
                break;
            }
            if let Some(number) = record.about(&mention.subject, "person.id.number").next() {
                let from = |steps| origin((mention, record), &number.part, steps);
                derive_from_number(attribute, &number.value, from, &mut found);
            }
        }
        found
    }

    /// The place of a record in the published order of sources: lower is better.
    fn standing(&self, record: &Record) -> Standing {
        let entry = record.kind.entry();
        (self.expired(record), entry.rank, Reverse(record.issued_on.map(|d| d.span().1)), entry.trust)
    }

    fn expired(&self, record: &Record) -> bool {
        record.expires_on.is_some_and(|last| last.span().1 < self.today)
    }

    /// The address as printed → the one that a current form accepts, or what to choose from.
    fn residence(
        &self,
        printed: &Rc<str>,
        attribute: &str,
        origin: &dyn Fn(Vec<Transform>) -> Origin,
        found: &mut Found,
    ) {
        let Some(units) = self.units else {
            found.loading = true;
            return;
        };
        // Residence is about people: where a resolution says "toàn bộ dân số", that settles it. Land is about area.
        let land = attribute.starts_with(LAND);
        let conversion = self.convert(units, printed, if land { Subject::Land } else { Subject::People });
        let chosen = self.choices.get(printed).filter(|_| !land);
        // A paper from before the reform cannot carry an address of after it: if the same words also name an older
        // unit, nobody but the person knows which is meant.
        let reform = REFORM.parse::<PartialDate>().ok();
        let before =
            origin(Vec::new()).on.zip(reform).is_some_and(|(on, day)| on.compare(day).is_some_and(|o| o.is_lt()));
        let settled = match conversion.status {
            // A paper of after the reform may name today's province beside a commune of before it.
            Status::Certain => conversion.also.is_empty() || before,
            Status::AlreadyNew => conversion.also.is_empty() || !before,
            _ => false,
        };
        let also = if settled { &[][..] } else { &conversion.also };
        for (i, candidate) in conversion.candidates.iter().chain(also).enumerate() {
            let is_choice = chosen.is_some_and(|c| **c == *candidate.code);
            if chosen.is_some() && !is_choice && !settled {
                continue;
            }
            let mut address = address::to_value(&conversion, printed, None);
            address.commune.clone_from(&candidate.code);
            address.commune_name.clone_from(&candidate.name);
            address.province.clone_from(&candidate.province_code);
            address.province_name.clone_from(&candidate.province_name);
            let code = match (conversion.status, candidate.basis) {
                (Status::AlreadyNew, _) if settled => "address.written-out",
                (Status::Certain, Basis::Population) => "address.converted-people",
                (Status::Certain, _) => "address.converted",
                _ if is_choice => "address.chosen",
                _ if i == 0 && candidate.unofficial_default => "address.likely",
                _ => "address.possible",
            };
            let mut steps = Vec::new();
            if code != "address.written-out" || address.line() != **printed {
                let law = (!conversion.law.is_empty()).then(|| Rc::from(&*conversion.law));
                steps.push(Transform { code: code.into(), before: Some(printed.clone()), law });
            }
            let value = if !attribute.ends_with("-authority") {
                Value::Address(Rc::new(address))
            } else {
                let police = attribute.ends_with(".police-authority");
                let Some(authority) = authority(units, police, &candidate.code) else { continue };
                steps.push(Transform::before("authority.derived", &address.line()));
                Value::Text(authority)
            };
            found.candidates.push(Candidate { value, origin: origin(steps), unofficial: !(settled || is_choice) });
        }
        if conversion.candidates.is_empty() && !attribute.ends_with("-authority") {
            // Nothing recognised for certain: what is printed is offered as it stands, for the person to complete.
            let mut address = address::to_value(&conversion, printed, None);
            address.old = printed.to_string();
            let step = Transform::before("address.unknown", printed);
            found.candidates.push(Candidate {
                value: Value::Address(Rc::new(address)),
                origin: origin(vec![step]),
                unofficial: true,
            });
        }
    }

    fn convert(&self, units: &dyn AddressBook, printed: &Rc<str>, subject: Subject) -> Rc<address::Conversion> {
        let key = if subject == Subject::People { printed.clone() } else { [LAND, printed].concat().into() };
        if let Some(done) = self.converted.borrow().get(&key) {
            return done.clone();
        }
        let conversion = Rc::new(units.convert(printed, subject));
        self.converted.borrow_mut().insert(key, conversion.clone());
        conversion
    }
}

/// Name of the authority of a commune: its police, or its people's committee.
pub fn authority(units: &dyn AddressBook, police: bool, commune: &str) -> Option<Rc<str>> {
    let commune = units.commune(commune)?;
    Some(if police { address::police_authority(&commune) } else { address::civil_authority(&commune) }.into())
}

impl Found {
    fn add(&mut self, value: Value, origin: Origin) {
        self.candidates.push(Candidate { value, origin, unofficial: false });
    }
}

impl Transform {
    pub(crate) fn before(code: &str, before: &str) -> Self {
        Self { code: code.into(), before: Some(before.into()), law: None }
    }

    pub(crate) fn law(code: &str, law: &str) -> Self {
        Self { code: code.into(), before: None, law: Some(law.into()) }
    }
}

/// The card as an identity paper. A card does not print its issuer in the QR; who issued it follows from its date.
fn document(record: &Record, from: impl Fn(&Rc<str>, Vec<Transform>) -> Origin, found: &mut Found) {
    let Some(claim) = record.holder("person.id.number") else { return };
    let Some(number) = claim.value.as_text() else { return };
    let new_law = IDENTITY_LAW.parse::<PartialDate>().ok();
    let under_new_law = match (record.issued_on, new_law) {
        (Some(on), Some(law)) => on.compare(law).is_some_and(|o| o.is_ge()),
        _ => record.kind == RecordKind::IdentityCard,
    };
    let kind = if under_new_law { RecordKind::IdentityCard } else { RecordKind::CitizenCard };
    let issuer = if under_new_law {
        "Bộ Công an"
    } else {
        "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
    };
    let document = IdentityDocument {
        kind: kind.entry().document.into(),
        number: number.into(),
        issued_by: issuer.into(),
        issued_on: record.issued_on,
    };
    let step = Transform::law(
        "document.issuer",
        if under_new_law { "Luật Căn cước 26/2023/QH15" } else { "Luật Căn cước công dân 59/2014/QH13" },
    );
    found.add(Value::Document(Rc::new(document)), from(&claim.part, vec![step]));
}

/// Sex and year of birth from the number, where the card does not state them itself.
fn derive_from_number(attribute: &str, number: &Value, from: impl Fn(Vec<Transform>) -> Origin, found: &mut Found) {
    let Some(id) = number.as_text().and_then(|n| CitizenId::parse(n).ok()) else { return };
    match attribute {
        "person.sex" => {
            found.add(Value::Text(id.sex.code().into()), from(vec![Transform::law("sex.derived", NUMBER_STRUCTURE)]));
        }
        "person.birth.date" => {
            if let Ok(year) = PartialDate::from_year(id.birth_year) {
                found.add(Value::Date(year), from(vec![Transform::law("birth-year.derived", NUMBER_STRUCTURE)]));
            }
        }
        _ => {}
    }
}

/// Whether two values say the same to an officer.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a == b || text::same_name(a, b),
        (Value::Address(a), Value::Address(b)) => {
            a.commune == b.commune && text::fold(&a.detail) == text::fold(&b.detail)
        }
        (Value::Document(a), Value::Document(b)) => a.number == b.number,
        _ => a == b,
    }
}
