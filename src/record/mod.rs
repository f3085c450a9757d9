//! Records: digitised papers kept as they were read, and the claims about people that they make. One file per importer.

mod any;
pub mod credential;
pub mod forms;
mod id_card;
pub mod land;
mod mrz;
pub mod stated;

pub use any::{Brought, LONGEST, NoPaper, read_any};
pub use id_card::{CARD_WARNINGS, CardError, read_id_card};
pub use land::{LandError, read_land};
pub use mrz::read_mrz;
pub use stated::{StatedError, Statement, read_stated};

use crate::{definition::FieldType, json::Json, relation::Relation, text, text::date::PartialDate, value::Value};
use std::rc::Rc;

/// What a record was read from. One entry of [`RECORD_KINDS`] says everything else about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// The QR of a chip-based citizen ID card (thẻ căn cước công dân gắn chip, 2021 to June 2024): 7 fields.
    CitizenCard,
    /// The QR of an identity card (thẻ căn cước, since 1 July 2024, TT 16/2024/TT-BCA): 11 fields.
    IdentityCard,
    /// The machine-readable zone of a card (TD1).
    CardZone,
    /// The machine-readable zone of a passport (TD3).
    PassportZone,
    /// Typed off a birth certificate.
    BirthCertificate,
    /// Typed off a marriage certificate.
    MarriageCertificate,
    /// Typed off a confirmation of residence (CT07).
    Residence,
    /// Typed off a health-insurance card.
    HealthInsurance,
    /// Typed off a driving licence.
    DrivingLicence,
    /// Typed off a passport.
    Passport,
    /// Typed off the certificate of a business household.
    BusinessHousehold,
    /// The QR of a land-use certificate.
    LandCertificate,
    /// What the portal knows of the person who is logged in.
    Host,
    /// A dossier that was finished here.
    Dossier,
    /// What the citizen ticked in a text that they pasted.
    Pasted,
    /// A credential of a wallet, checked while this page is open.
    Credential,
    /// A credential that was checked once and stored since: a file can say so of anything.
    KeptCredential,
}

/// How far a record is to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Signed, and the signature holds.
    Verified,
    /// Read by a machine from an official paper.
    Read,
    /// Given by the portal, from its own data.
    Host,
    /// Typed by hand.
    Typed,
}

/// Facts about a kind of record.
pub struct RecordKindEntry {
    /// The kind.
    pub kind: RecordKind,
    /// Stable code, as stored and as `troly read` prints it.
    pub code: &'static str,
    /// Code of the paper in [`crate::value::IdentityDocument::kind`], where it proves who the holder is.
    pub document: &'static str,
    /// Place in the published order of sources: lower is better (0 verified, 1 official paper, 2 earlier dossier, 3 typed).
    pub rank: u8,
    /// How far it is to be believed; decides between papers of one rank and day.
    pub trust: Trust,
    /// Version of its importer.
    pub importer: u32,
    /// Id of the short form under `records/` by which it is typed in.
    pub form: &'static str,
    /// Whom it states.
    pub people: &'static [&'static str],
}

/// Whom a paper is about when it is about one person.
pub const HOLDER: &str = "holder";

const fn entry(kind: RecordKind, code: &'static str, (rank, trust): (u8, Trust), importer: u32) -> RecordKindEntry {
    RecordKindEntry { kind, code, document: "", rank, trust, importer, form: "", people: &[HOLDER] }
}

/// An official paper that is typed in by the short form of its name.
const fn typed(kind: RecordKind, code: &'static str, people: &'static [&'static str]) -> RecordKindEntry {
    RecordKindEntry { form: code, people, ..entry(kind, code, (1, Trust::Typed), stated::IMPORTER) }
}

/// Every kind of record, in the order of the enum.
#[rustfmt::skip]
pub const RECORD_KINDS: &[RecordKindEntry] = &[
    RecordKindEntry {
        document: "cccd",
        ..entry(RecordKind::CitizenCard, "cccd-qr-2021", (1, Trust::Read), 2)
    },
    RecordKindEntry {
        document: "can-cuoc",
        ..entry(RecordKind::IdentityCard, "cccd-qr-2024", (1, Trust::Read), 2)
    },
    entry(RecordKind::CardZone, "mrz-td1", (1, Trust::Read), 1),
    entry(RecordKind::PassportZone, "mrz-td3", (1, Trust::Read), 1),
    typed(RecordKind::BirthCertificate, "birth-certificate", &["child", "mother", "father"]),
    typed(RecordKind::MarriageCertificate, "marriage-certificate", &["wife", "husband"]),
    typed(RecordKind::Residence, "residence-confirmation", &["holder", "head", "members"]),
    typed(RecordKind::HealthInsurance, "health-insurance", &["holder"]),
    typed(RecordKind::DrivingLicence, "driving-licence", &["holder"]),
    typed(RecordKind::Passport, "passport", &["holder"]),
    typed(RecordKind::BusinessHousehold, "business-household", &["owner"]),
    RecordKindEntry {
        people: &["owner"],
        ..entry(RecordKind::LandCertificate, "land-qr", (1, Trust::Read), 1)
    },
    RecordKindEntry {
        people: &[],
        ..entry(RecordKind::Host, "host", (1, Trust::Host), stated::IMPORTER)
    },
    RecordKindEntry {
        people: &[],
        ..entry(RecordKind::Dossier, "dossier", (2, Trust::Typed), stated::IMPORTER)
    },
    RecordKindEntry {
        people: &[],
        ..entry(RecordKind::Pasted, "pasted", (3, Trust::Typed), stated::IMPORTER)
    },
    RecordKindEntry {
        people: &[],
        ..entry(RecordKind::Credential, "credential", (0, Trust::Verified), stated::IMPORTER)
    },
    RecordKindEntry {
        people: &[],
        ..entry(RecordKind::KeptCredential, "credential-kept", (1, Trust::Typed), stated::IMPORTER)
    },
];

/// Names of the kinds, Vietnamese and English, in the order of the enum. Apart from the registry: in the browser only late code says
/// them in full.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("Thẻ căn cước công dân", "Citizen ID card"),
    ("Thẻ căn cước", "Identity card"),
    ("Dòng máy đọc trên thẻ", "Machine-readable zone of a card"),
    ("Dòng máy đọc trên hộ chiếu", "Machine-readable zone of a passport"),
    ("Giấy khai sinh", "Birth certificate"),
    ("Giấy chứng nhận kết hôn", "Marriage certificate"),
    ("Xác nhận thông tin cư trú (CT07)", "Confirmation of residence (CT07)"),
    ("Thẻ bảo hiểm y tế", "Health-insurance card"),
    ("Giấy phép lái xe", "Driving licence"),
    ("Hộ chiếu", "Passport"),
    ("Giấy chứng nhận đăng ký hộ kinh doanh", "Business-household certificate"),
    ("Giấy chứng nhận quyền sử dụng đất", "Land-use certificate"),
    ("Dữ liệu của cổng", "Data of the portal"),
    ("Hồ sơ đã làm", "Earlier dossier"),
    ("Tin nhắn, thư đã dán", "Pasted message"),
    ("Giấy tờ điện tử đã kiểm chữ ký", "Credential, signature checked"),
    ("Giấy tờ điện tử chưa kiểm lại", "Credential, not checked again"),
];

const _: () = assert!(NAMES.len() == RECORD_KINDS.len());

impl RecordKind {
    /// Its name, in full.
    pub fn name(self, lang: &str) -> &'static str {
        let (vi, en) = NAMES[self as usize % NAMES.len()];
        if lang == "en" { en } else { vi }
    }

    /// Its entry in the registry.
    pub fn entry(self) -> &'static RecordKindEntry {
        // In the order of the enum (a test looks at every entry).
        &RECORD_KINDS[self as usize % RECORD_KINDS.len()]
    }

    /// The kind of paper whose short form has this id.
    pub fn of_form(id: &str) -> Option<Self> {
        RECORD_KINDS.iter().find(|e| !e.form.is_empty() && *e.form == *id).map(|e| e.kind)
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        RECORD_KINDS.iter().find(|e| e.code == code).map(|e| e.kind)
    }
}

/// Of whom claims are, each once, in the order of the claims.
fn subjects(claims: &[Claim]) -> Vec<&Rc<str>> {
    let mut subjects: Vec<&Rc<str>> = Vec::new();
    for claim in claims {
        if !subjects.contains(&&claim.subject) {
            subjects.push(&claim.subject);
        }
    }
    subjects
}

/// One digitised paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What it was read from.
    pub kind: RecordKind,
    /// Version of the importer, so that a better one can read [`Record::raw`] again.
    pub importer: u32,
    /// Exactly what was read.
    pub raw: Rc<str>,
    /// What it states, of one or several people; the first claim is about whom it is about before all.
    pub claims: Vec<Claim>,
    /// Who of them is what to whom.
    pub relations: Vec<Stated>,
    /// When the paper was issued.
    pub issued_on: Option<PartialDate>,
    /// The last day on which it is valid.
    pub expires_on: Option<PartialDate>,
    /// Who gave it, where the kind does not say: the name of a portal's source.
    pub source: Rc<str>,
    /// Things that look odd but do not make it unreadable: stable codes.
    pub warnings: Vec<&'static str>,
}

/// That one person of a record is something to another: (who, what, of whom).
pub type Stated = (Rc<str>, Relation, Rc<str>);

impl Record {
    /// A record that states nothing yet.
    pub fn new(kind: RecordKind, raw: &str) -> Self {
        Record {
            kind,
            importer: kind.entry().importer,
            raw: raw.into(),
            claims: Vec::new(),
            relations: Vec::new(),
            issued_on: None,
            expires_on: None,
            source: "".into(),
            warnings: Vec::new(),
        }
    }

    /// The people that it is about, each once, in order.
    pub fn subjects(&self) -> Vec<&Rc<str>> {
        subjects(&self.claims)
    }

    /// The claims of one person for this attribute: several where it can be read in several ways, the likeliest first.
    pub fn about(&self, subject: &str, attribute: &str) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |c| *c.attribute == *attribute && *c.subject == *subject)
    }

    /// What it says first of one person for this attribute.
    pub fn first(&self, subject: &str, attribute: &str) -> Option<&Value> {
        self.about(subject, attribute).next().map(|c| &c.value)
    }

    /// The claim of whom it is about before all.
    pub fn holder(&self, attribute: &str) -> Option<&Claim> {
        self.about(&self.claims.first()?.subject, attribute).next()
    }

    /// The 12-digit number of the holder, by which people are merged.
    pub fn holder_id(&self) -> Option<&str> {
        self.holder("person.id.number")?.value.as_text()
    }

    /// The holder's name.
    pub fn holder_name(&self) -> Option<&str> {
        self.holder("person.name")?.value.as_text()
    }
}

impl Record {
    /// What is stored of it: its kind, the importer's version, and the text as it was read; all else is read from that again.
    pub fn stored(&self) -> [(&'static str, Json); 3] {
        [
            ("kind", Json::text(self.kind.entry().code)),
            ("importer", Json::Int(self.importer.into())),
            ("raw", Json::Text(self.raw.clone())),
        ]
    }

    /// Reads what was stored.
    ///
    /// # Errors
    /// [`StatedError::Newer`] when a later importer read it, [`StatedError::Damaged`] at a place.
    pub fn from_stored(json: &Json) -> Result<Record, StatedError> {
        let damaged = |pointer: &str| StatedError::Damaged { pointer: pointer.into() };
        let text = |key: &str| json.get(key).and_then(Json::as_text);
        let kind = text("kind").and_then(|code| RecordKind::from_code(code)).ok_or_else(|| damaged("/kind"))?;
        // Whoever wrote none is the first importer of all.
        let importer = json.get("importer").map_or(Some(1), Json::as_int).ok_or_else(|| damaged("/importer"))?;
        if importer > kind.entry().importer.into() {
            return Err(StatedError::Newer { found: importer });
        }
        text("raw").and_then(|raw| read(kind, raw)).ok_or_else(|| damaged("/raw"))
    }
}

/// One attribute of a person as a record states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Of whom: `holder`, `child`, `mother` …
    pub subject: Rc<str>,
    /// Attribute of the vocabulary: `person.name`.
    pub attribute: Rc<str>,
    /// The value. An address as printed is a text until it is converted.
    pub value: Value,
    /// Where in the record: `qr/3` is the third field of the QR, counted from 1.
    pub part: Rc<str>,
    /// False for a reading beside which another is possible: it is offered to the person, never filled.
    pub sure: bool,
}

/// Reads a stored record again, with the importer of today. `None` when it is no longer readable.
pub fn read(kind: RecordKind, raw: &str) -> Option<Record> {
    match kind {
        RecordKind::CitizenCard | RecordKind::IdentityCard => read_id_card(raw).ok(),
        RecordKind::CardZone | RecordKind::PassportZone => read_mrz(raw).ok().filter(|r| r.kind == kind),
        RecordKind::LandCertificate => read_land(raw).ok(),
        // What is stored as checked is not, until it is checked again.
        RecordKind::Credential => read_stated(raw).ok().filter(|r| r.kind == RecordKind::KeptCredential),
        _ => read_stated(raw).ok().filter(|r| r.kind == kind),
    }
}

/// The claims for the parts of a name. Here, not where boxes are filled: importers come late, and forms that ask for parts
/// of a name are few.
fn name_parts(subject: &Rc<str>, name: &str, part: &Rc<str>, sure: bool, claims: &mut Vec<Claim>) {
    for reading in text::name_readings(name) {
        let forenames = [&*reading.middle, " ", &*reading.given].concat();
        let but_given = [&*reading.family, " ", &*reading.middle].concat();
        for (attribute, words) in [
            ("person.name.family", &reading.family),
            ("person.name.middle", &reading.middle),
            ("person.name.given", &reading.given),
            ("person.name.forenames", &forenames),
            ("person.name.family-middle", &but_given),
        ] {
            claims.extend(Value::text(words).map(|value| Claim {
                subject: subject.clone(),
                attribute: attribute.into(),
                value,
                part: part.clone(),
                sure: sure && reading.doubt.is_none(),
            }));
        }
    }
}

/// Whether a value is one that an attribute of this type can have, as papers print it.
fn is_of(kind: FieldType, value: &Value) -> bool {
    match value {
        Value::Text(code) if kind == FieldType::Sex => crate::identity::Sex::from_code(code).is_some(),
        Value::Text(number) if kind == FieldType::CitizenId => crate::identity::CitizenId::parse(number).is_ok(),
        Value::Text(_) => !matches!(
            kind,
            FieldType::Date | FieldType::IdentityDocument | FieldType::Number | FieldType::Integer | FieldType::YesNo
        ),
        Value::Date(_) => kind == FieldType::Date,
        Value::Address(_) => kind == FieldType::Address,
        Value::Document(_) => kind == FieldType::IdentityDocument,
        Value::Decimal(_) => kind == FieldType::Number,
        Value::Int(_) => kind == FieldType::Integer,
        Value::Bool(_) => kind == FieldType::YesNo,
        Value::List(_) | Value::Files(_) => false,
    }
}
