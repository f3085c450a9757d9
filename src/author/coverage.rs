//! Which box of a form can be filled from what: worked out by filling it, with a specimen of each kind of record, so that it
//! cannot say anything else than what a citizen will see.

use super::pointers;
use crate::{
    definition::{self, Definition, Field, FieldIx, FieldType, FillPolicy, Path, Source, registry::ValueKind},
    dossier::{Mention, Person},
    json::Json,
    prefill::{COPIED_AS, Candidate, EmptyReason, Known, OriginSource, Resolution, Said, resolve, vocabulary},
    record::{self, Claim, HOLDER, RECORD_KINDS, Record, RecordKind, RecordKindEntry, Statement, forms::short_form},
    sorted::Map,
    text::date::Day,
    validate::is_blank,
    value::Value,
};
use std::{cell::RefCell, rc::Rc};

/// How far a source goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// It can say nothing for this box.
    None,
    /// Offered beside the box.
    Offers,
    /// Filled.
    Fills,
}

impl Reach {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Reach::None => "none",
            Reach::Offers => "offers",
            Reach::Fills => "fills",
        }
    }
}

/// What could fill one box. A box is whatever takes an answer; a column counts once, however many rows there are.
#[derive(Clone, Debug, PartialEq)]
pub struct BoxCoverage {
    /// Which.
    pub field: FieldIx,
    /// Its place in the document.
    pub pointer: String,
    /// The role that it is about: of its first source, else the one that its id or its group's sources name.
    pub role: Option<Rc<str>>,
    /// Its sources that are attributes: (role, attribute).
    pub sources: Vec<(Rc<str>, Rc<str>)>,
    /// How far each kind of record goes, in the order of [`RECORD_KINDS`].
    pub records: Vec<Reach>,
    /// Follows from who plays which role.
    pub casting: Reach,
    /// Computed from other boxes.
    pub computed: bool,
    /// Another box, before it, about the same attribute of the same person: answered there, it is answered here.
    pub copied: Option<FieldIx>,
    /// Has something in it from the beginning.
    pub default: bool,
    /// Nobody but the person may answer it: a declaration, or `fill` with the policy `never`.
    pub by_hand: bool,
}

impl BoxCoverage {
    /// The best that any record does.
    pub fn record(&self) -> Reach {
        self.records.iter().copied().max().unwrap_or(Reach::None)
    }

    /// The best that anything does: a record, the casting, computing, a copy or a default.
    pub fn any(&self) -> Reach {
        let own = self.computed || self.copied.is_some() || self.default;
        let best = self.record().max(self.casting);
        if own { Reach::Fills } else { best }
    }
}

/// How many boxes are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Filled.
    pub fills: usize,
    /// Offered.
    pub offers: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    fn of(reaches: impl Iterator<Item = Reach>) -> Share {
        reaches.fold(Share::default(), |share, reach| Share {
            fills: share.fills + usize::from(reach == Reach::Fills),
            offers: share.offers + usize::from(reach == Reach::Offers),
            of: share.of + 1,
        })
    }

    fn to_json(self) -> Json {
        // Per mille, whole: a fraction would be written with more digits than mean anything.
        let per_mille = (self.fills * 1000).checked_div(self.of).unwrap_or(0);
        Json::object([
            ("fills", Json::Int(self.fills as i64)),
            ("offers", Json::Int(self.offers as i64)),
            ("of", Json::Int(self.of as i64)),
            ("percent", Json::Float(per_mille as f64 / 10.0)),
        ])
    }
}

/// What could fill a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Every box, in form order.
    pub boxes: Vec<BoxCoverage>,
}

impl Coverage {
    /// What one kind of record does, whoever brings it; `role`: for the boxes about that role alone.
    pub fn by_record(&self, kind: RecordKind, role: Option<&str>) -> Share {
        let at = RECORD_KINDS.iter().position(|e| e.kind == kind).unwrap_or(usize::MAX);
        Share::of(self.about(role).map(|b| b.records.get(at).copied().unwrap_or(Reach::None)))
    }

    /// What all kinds of records do together.
    pub fn by_records(&self, role: Option<&str>) -> Share {
        Share::of(self.about(role).map(BoxCoverage::record))
    }

    /// What is not typed twice or at all: records, casting, computing, copies, defaults.
    pub fn in_all(&self, role: Option<&str>) -> Share {
        Share::of(self.about(role).map(BoxCoverage::any))
    }

    /// Boxes that nothing reaches.
    pub fn unreached(&self) -> impl Iterator<Item = &BoxCoverage> {
        self.boxes.iter().filter(|b| b.any() == Reach::None)
    }

    fn about(&self, role: Option<&str>) -> impl Iterator<Item = &BoxCoverage> {
        self.boxes.iter().filter(move |b| role.is_none_or(|role| b.role.as_deref() == Some(role)))
    }

    /// As `troly coverage` prints it.
    pub fn to_json(&self, definition: &Definition, lang: &str) -> Json {
        let shares = |role: Option<&str>| {
            let kinds = RECORD_KINDS.iter().map(|e| (e.code, self.by_record(e.kind, role).to_json()));
            vec![
                ("records", Json::object(kinds)),
                ("anyRecord", self.by_records(role).to_json()),
                ("inAll", self.in_all(role).to_json()),
            ]
        };
        // Of papers that say nothing for this form nobody wants a column.
        let of_use = |e: &&RecordKindEntry| {
            let share = self.by_record(e.kind, None);
            !e.document.is_empty() || share.fills + share.offers > 0
        };
        let kinds = RECORD_KINDS
            .iter()
            .filter(of_use)
            .map(|e| Json::object([("code", Json::text(e.code)), ("name", Json::text(e.kind.name(lang)))]));
        let about = |role: &&crate::definition::Role| self.about(Some(&role.id)).next().is_some();
        let roles = definition.roles.iter().filter(about).map(|role| {
            let mut entries = vec![("id", Json::Text(role.id.clone())), ("name", text(role.name.get(lang)))];
            entries.extend(shares(Some(&role.id)));
            Json::object(entries)
        });
        let id = |ix: FieldIx| Json::Text(definition.fields[ix.0 as usize].id.clone());
        let mut entries = shares(None);
        entries.insert(0, ("kinds", Json::Array(kinds.collect())));
        entries.push(("roles", Json::Array(roles.collect())));
        entries.push(("unreached", Json::Array(self.unreached().map(|b| id(b.field)).collect())));
        entries.push(("boxes", Json::Array(self.boxes.iter().map(|b| b.to_json(definition, lang)).collect())));
        Json::object(entries)
    }
}

fn text(text: &Rc<str>) -> Json {
    Json::Text(text.clone())
}

impl BoxCoverage {
    fn to_json(&self, definition: &Definition, lang: &str) -> Json {
        let field = &definition.fields[self.field.0 as usize];
        let mut entries = vec![
            ("id", text(&field.id)),
            ("label", text(field.label.get(lang))),
            ("pointer", Json::text(&self.pointer)),
        ];
        entries.extend(self.role.as_ref().map(|role| ("role", text(role))));
        let named = self.sources.iter().map(|(role, name)| {
            let entry = vocabulary::attribute(name);
            let word = entry.map_or(&**name, |a| if lang == "en" { a.en } else { a.vi });
            Json::object([("role", text(role)), ("attribute", text(name)), ("name", Json::text(word))])
        });
        entries.push(("sources", Json::Array(named.collect())));
        let records = RECORD_KINDS.iter().zip(&self.records).map(|(e, reach)| (e.code, Json::text(reach.code())));
        entries.push(("records", Json::object(records)));
        if self.casting != Reach::None {
            entries.push(("casting", Json::text(self.casting.code())));
        }
        let copied = self.copied.map(|ix| ("copied", text(&definition.fields[ix.0 as usize].id)));
        entries.extend(copied);
        for (name, is) in [("computed", self.computed), ("default", self.default), ("byHand", self.by_hand)] {
            if is {
                entries.push((name, Json::Bool(true)));
            }
        }
        Json::object(entries)
    }
}

/// A record of each kind as complete as there is one, of people who do not exist. Of a portal's data and of earlier dossiers
/// there is none: what they state is not the kind's to say.
fn specimen(kind: RecordKind) -> Option<Record> {
    let raw = match kind {
        RecordKind::CitizenCard => {
            "079194000021|023456780|Nguyễn Thị Mẫu|15011994|Nữ|12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh|20052021"
        }
        RecordKind::IdentityCard => {
            "079194000021|023456780|Nguyễn Thị Mẫu|15011994|Nữ|12 Nguyễn Huệ, Phường Sài Gòn, TP. Hồ Chí Minh|15092025|Trần Văn Mẫu|Lê Thị Mẫu||"
        }
        RecordKind::CardZone => {
            "IDVNM1940000215079194000021<<5
9401150F3401158VNM<<<<<<<<<<<6
NGUYEN<<THI<MAU<<<<<<<<<<<<<<<"
        }
        RecordKind::PassportZone => {
            "P<VNMNGUYEN<<THI<MAU<<<<<<<<<<<<<<<<<<<<<<<<
C1234567<0VNM9401150F3401158079194000021<<52"
        }
        RecordKind::LandCertificate => {
            "Người sử dụng đất: Bà Nguyễn Thị Mẫu|Số định danh cá nhân: 079194000021|Thửa đất số: 25|Tờ bản đồ số: 7|Diện tích: 80,5 m2|Loại đất: Đất ở tại đô thị|Địa chỉ: 12 Nguyễn Huệ, Phường Sài Gòn, TP. Hồ Chí Minh"
        }
        _ => return stated(kind, &definition::parse(short_form(kind)?).ok()?),
    };
    record::read(kind, raw).filter(|read| read.kind == kind)
}

/// What a paper states that is typed in by this form: something for every box that is about somebody.
fn stated(kind: RecordKind, form: &Definition) -> Option<Record> {
    let sources = form.fields.iter().flat_map(|f| f.fill.iter().flat_map(|fill| &fill.from)).filter_map(attribute);
    let claims = sources.filter_map(|(role, name)| {
        let value = match vocabulary::attribute(name)?.kind {
            FieldType::Date => Value::Date("1994-01-15".parse().ok()?),
            FieldType::Sex => Value::text("female")?,
            FieldType::CitizenId => Value::text("079194000021")?,
            FieldType::Choice => Value::text(if name.ends_with("nationality") { "VN" } else { "01" })?,
            FieldType::Address => Value::text("12 Nguyễn Huệ, Phường Sài Gòn, TP. Hồ Chí Minh")?,
            _ => Value::text("Nguyễn Thị Mẫu")?,
        };
        let (subject, attribute) = (role.clone(), name.clone());
        Some(Claim { subject, attribute, value, part: "specimen".into(), sure: true })
    });
    let (source, issued_on, expires_on, relations, original) = (Rc::default(), None, None, Vec::new(), None);
    let claims = claims.collect();
    Statement { kind, source, issued_on, expires_on, claims, relations, original }.into_record().ok()
}

/// Nobody has typed anything.
struct Silent;

impl Said for Silent {
    fn said(&self, _: &str, _: &str, _: &Path) -> Option<(Path, Value)> {
        None
    }

    fn authority(&self, _: bool, _: &str) -> Option<Rc<str>> {
        None
    }
}

/// The one person of a trial, who plays all the roles in it.
const PERSON: &str = "p1";

/// What prefill does with a box when one person, of whom these records say something, plays these roles.
fn trial(
    definition: &Definition,
    field: &Field,
    roles: &[&Rc<str>],
    records: &[(Rc<str>, Rc<Record>)],
    subject: &str,
) -> Resolution {
    let mentions = records.iter().map(|(id, _)| Mention { record: id.clone(), subject: subject.into() });
    let person = Person { id: PERSON.into(), mentions: mentions.collect(), name: Rc::default() };
    let mut casting = Map::default();
    for role in roles {
        casting.insert((*role).clone(), vec![person.id.clone()]);
    }
    let (choices, converted) = (Map::default(), RefCell::default());
    let people = [person];
    let today = Day::MIN; // no specimen has expired
    let known = Known {
        today,
        records,
        people: &people,
        casting: &casting,
        units: None,
        choices: &choices,
        converted: &converted,
    };
    let row = field.group.map(|_| PERSON);
    resolve(definition, &known, &Silent, field, &Path::of(field), row)
}

/// How far those candidates go that `counts` says yes to.
fn reach(resolution: &Resolution, ask: bool, counts: impl Fn(&Candidate) -> bool) -> Reach {
    match resolution {
        Resolution::Fill { best, .. } if counts(best) => Reach::Fills,
        Resolution::Fill { others, .. } if others.iter().any(&counts) => Reach::Offers,
        Resolution::Conflict(all) | Resolution::Empty(EmptyReason::Choose, all) if all.iter().any(&counts) => {
            Reach::Offers
        }
        // An address: what it converts to is found in the units, which are not needed to say that it is there.
        Resolution::Empty(EmptyReason::Loading, _) => {
            if ask {
                Reach::Offers
            } else {
                Reach::Fills
            }
        }
        _ => Reach::None,
    }
}

/// What could fill each box of a form.
pub fn coverage(definition: &Definition) -> Coverage {
    let specimens: Vec<Vec<(Rc<str>, Rc<Record>)>> = RECORD_KINDS
        .iter()
        .map(|e| specimen(e.kind).map(|r| ("r1".into(), Rc::new(r))).into_iter().collect())
        .collect();
    let all_roles: Vec<&Rc<str>> = definition.roles.iter().map(|r| &r.id).collect();
    let places = pointers(definition);
    let mut boxes: Vec<BoxCoverage> = Vec::new();
    for (i, field) in definition.fields.iter().enumerate() {
        if matches!(field.kind.info().value, ValueKind::Nothing | ValueKind::Rows) {
            continue;
        }
        let sources = field.fill.as_ref().map_or(&[][..], |f| &f.from);
        let ask = field.fill.as_ref().is_some_and(|f| f.policy == FillPolicy::Ask);
        let by_hand =
            field.kind == FieldType::Declaration || field.fill.as_ref().is_some_and(|f| f.policy == FillPolicy::Never);
        let from_record = |c: &Candidate| matches!(c.origin.source, OriginSource::Record { .. });
        let best = |known: &Vec<(Rc<str>, Rc<Record>)>| {
            let subjects = known.iter().flat_map(|(_, record)| record.subjects());
            let tried = subjects.map(|who| reach(&trial(definition, field, &all_roles, known, who), ask, from_record));
            tried.max().unwrap_or(Reach::None)
        };
        let records = specimens.iter().map(best).collect();
        let boxed = BoxCoverage {
            field: FieldIx(i as u16),
            pointer: places[i].clone(),
            role: role_of(definition, field),
            sources: sources.iter().filter_map(attribute).map(|(role, name)| (role.clone(), name.clone())).collect(),
            records,
            casting: by_casting(definition, field, ask),
            computed: field.compute.is_some(),
            copied: if by_hand { None } else { copied(definition, field, sources, &boxes) },
            default: field.default.as_ref().is_some_and(|v| !is_blank(v)),
            by_hand,
        };
        boxes.push(boxed);
    }
    Coverage { boxes }
}

fn attribute(source: &Source) -> Option<(&Rc<str>, &Rc<str>)> {
    match source {
        Source::Attribute { role, attribute } => Some((role, attribute)),
        Source::Relation { .. } => None,
    }
}

/// Whether it follows from who plays which role: tried with each role that is something to another.
fn by_casting(definition: &Definition, field: &Field, ask: bool) -> Reach {
    let sources = field.fill.as_ref().map_or(&[][..], |f| &f.from);
    let relations = sources.iter().filter_map(|s| match s {
        Source::Relation { of, to } => Some((of, to)),
        Source::Attribute { .. } => None,
    });
    let from_casting = |c: &Candidate| matches!(c.origin.source, OriginSource::Casting { .. });
    let tried = relations.flat_map(|(of, to)| {
        let related = definition.roles.iter().filter(move |r| r.is.iter().any(|(_, target)| target == to));
        related.map(move |role| reach(&trial(definition, field, &[of, &role.id], &[], HOLDER), ask, from_casting))
    });
    tried.max().unwrap_or(Reach::None)
}

/// A box before this one that takes the same attribute of the same person, or one that it follows from (an authority
/// follows from the address).
fn copied(definition: &Definition, field: &Field, sources: &[Source], before: &[BoxCoverage]) -> Option<FieldIx> {
    let [Source::Attribute { role, attribute: wanted }] = sources else { return None };
    let auto = field.fill.as_ref().is_some_and(|f| f.policy == FillPolicy::Auto);
    // Rows are people of their own.
    if !auto || field.group.is_some() {
        return None;
    }
    let says = |source: &Source| {
        let same = |(of, said): (&Rc<str>, &Rc<str>)| {
            let rest = wanted.strip_prefix(&**said);
            of == role && rest.is_some_and(|rest| COPIED_AS.contains(&rest))
        };
        attribute(source).is_some_and(same)
    };
    let other = |b: &&BoxCoverage| {
        let other = &definition.fields[b.field.0 as usize];
        other.group.is_none() && other.fill.as_ref().is_some_and(|f| f.from.first().is_some_and(says))
    };
    before.iter().find(other).map(|b| b.field)
}

/// Whom a box is about.
fn role_of(definition: &Definition, field: &Field) -> Option<Rc<str>> {
    let sources =
        |field: &Field| field.fill.as_ref().and_then(|f| f.from.iter().find_map(attribute)).map(|(r, _)| r.clone());
    let by_id = || field.id.split('.').find_map(|part| definition.role(part)).map(|r| r.id.clone());
    let by_group = || {
        let group = field.group?;
        definition.columns(group).find_map(|c| sources(&definition.fields[c.0 as usize]))
    };
    sources(field).or_else(by_id).or_else(by_group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_specimen_of_every_kind_that_reads_without_a_warning() {
        for entry in RECORD_KINDS.iter().filter(|e| !e.people.is_empty()) {
            let read = specimen(entry.kind).unwrap_or_else(|| panic!("{}: no specimen", entry.code));
            assert_eq!(read.warnings, Vec::<&str>::new(), "{}", entry.code);
        }
    }
}
