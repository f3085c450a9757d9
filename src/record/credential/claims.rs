//! What the claims of a credential say in the words of our vocabulary: one table, [`CLAIMS`].
//!
//! Names that are registered for tokens (IANA "JSON Web Token Claims": those of OpenID Connect, with their meaning) are read in
//! every kind of credential; those of a citizen credential in its kinds; and every attribute under its own name. No Vietnamese scheme has
//! been published so far: [`VIETNAMESE`] is a proposal, and an issuer with another kind can write our attributes.

use super::sd_jwt::Unfolded;
use crate::{
    identity::{CitizenId, Email, Phone, Sex, parse_old_id},
    json::{Json, push_token},
    text::{self, date::PartialDate},
    value::Value,
};
use std::rc::Rc;

/// Kinds (`vct`) of a Vietnamese citizen credential begin so.
pub const VIETNAMESE: &str = "urn:vn:can-cuoc:";

/// Kinds of the person identification data of the European wallet ("PID Rulebook") begin so.
pub const EUROPEAN: &str = "urn:eudi:pid:";

const ANY: &[&str] = &[];
const CITIZEN: &[&str] = &[VIETNAMESE, EUROPEAN];
const OURS: &[&str] = &[VIETNAMESE];
const THEIRS: &[&str] = &[EUROPEAN];

/// How a value is read. What cannot be read so is reported, and states nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A text as it stands.
    Text,
    /// ISO 8601; a month or a year is one too.
    Date,
    /// `male`, `female`, "Nam", "Nữ", or ISO/IEC 5218: 1, 2.
    Sex,
    /// Twelve digits, where the credential is Vietnamese: other countries have numbers of that length too.
    CitizenId,
    /// Nine digits, likewise.
    OldId,
    /// Two letters of ISO 3166-1, or a list of such: the first.
    Country,
    /// A phone number of Vietnam.
    Phone,
    /// An e-mail address.
    Email,
    /// An address as a text or in parts (OpenID Connect Core §5.1.1), written from the small to the large.
    Address,
}

/// One line of the table.
pub struct Mapping {
    /// Beginnings of the kinds in which the claim has this meaning; none: in every kind.
    pub kinds: &'static [&'static str],
    /// Name of the claim.
    pub claim: &'static str,
    /// Attribute of the vocabulary.
    pub attribute: &'static str,
    /// How its value is read.
    pub reading: Reading,
}

const fn m(kinds: &'static [&'static str], claim: &'static str, attribute: &'static str, reading: Reading) -> Mapping {
    Mapping { kinds, claim, attribute, reading }
}

const fn own(attribute: &'static str, reading: Reading) -> Mapping {
    m(ANY, attribute, attribute, reading)
}

/// Which claim states which attribute. Of several lines for an attribute the first that can be read counts.
pub const CLAIMS: &[Mapping] = &[
    own("person.name", Reading::Text),
    m(ANY, "name", "person.name", Reading::Text),
    own("person.name.family", Reading::Text),
    m(ANY, "family_name", "person.name.family", Reading::Text),
    own("person.name.middle", Reading::Text),
    m(ANY, "middle_name", "person.name.middle", Reading::Text),
    own("person.name.given", Reading::Text),
    m(OURS, "given_name", "person.name.given", Reading::Text),
    own("person.name.forenames", Reading::Text),
    own("person.name.family-middle", Reading::Text),
    m(THEIRS, "given_name", "person.name.forenames", Reading::Text),
    own("person.sex", Reading::Sex),
    m(CITIZEN, "sex", "person.sex", Reading::Sex),
    m(ANY, "gender", "person.sex", Reading::Sex),
    own("person.birth.date", Reading::Date),
    m(ANY, "birthdate", "person.birth.date", Reading::Date),
    own("person.birth.place", Reading::Text),
    m(ANY, "place_of_birth", "person.birth.place", Reading::Address),
    own("person.id.number", Reading::CitizenId),
    m(CITIZEN, "personal_administrative_number", "person.id.number", Reading::CitizenId),
    own("person.id.old-number", Reading::OldId),
    m(OURS, "old_id_number", "person.id.old-number", Reading::OldId),
    own("person.nationality", Reading::Country),
    m(ANY, "nationalities", "person.nationality", Reading::Country),
    m(CITIZEN, "nationality", "person.nationality", Reading::Country),
    own("person.ethnicity", Reading::Text),
    m(OURS, "ethnicity", "person.ethnicity", Reading::Text),
    own("person.religion", Reading::Text),
    m(OURS, "religion", "person.religion", Reading::Text),
    own("person.hometown", Reading::Text),
    m(OURS, "hometown", "person.hometown", Reading::Address),
    own("person.address.residence", Reading::Text),
    m(ANY, "address", "person.address.residence", Reading::Address),
    own("person.phone", Reading::Phone),
    m(ANY, "phone_number", "person.phone", Reading::Phone),
    own("person.email", Reading::Email),
    m(ANY, "email", "person.email", Reading::Email),
    own("person.father.name", Reading::Text),
    m(OURS, "father_name", "person.father.name", Reading::Text),
    own("person.mother.name", Reading::Text),
    m(OURS, "mother_name", "person.mother.name", Reading::Text),
    own("person.name.family-middle", Reading::Text),
    own("person.birth.registration.number", Reading::Text),
    own("person.birth.registration.date", Reading::Date),
    own("person.birth.registration.agency", Reading::Text),
    own("person.address.temporary", Reading::Text),
    own("person.occupation", Reading::Text),
    own("person.employer", Reading::Text),
    own("person.marriage.number", Reading::Text),
    own("person.marriage.date", Reading::Date),
    own("person.marriage.agency", Reading::Text),
    own("person.passport.number", Reading::Text),
    own("person.passport.date", Reading::Date),
    own("person.health-insurance.number", Reading::Text),
    own("person.health-insurance.hospital", Reading::Text),
    own("person.driving-licence.number", Reading::Text),
    own("person.driving-licence.class", Reading::Text),
    own("person.business.name", Reading::Text),
    own("person.business.number", Reading::Text),
    own("person.business.address", Reading::Text),
    own("person.land.parcel", Reading::Text),
    own("person.land.use", Reading::Text),
    own("person.land.address", Reading::Text),
];

/// Claims that say when the paper behind the credential was issued, and until when it is valid.
pub(super) const ISSUED: &[&str] = &["issuance_date", "date_of_issuance"];
pub(super) const EXPIRES: &[&str] = &["expiry_date", "date_of_expiry"];

/// One attribute of the holder, as the credential states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// Attribute of the vocabulary.
    pub attribute: Rc<str>,
    /// The value. An address is a text until it is converted.
    pub value: Value,
    /// Where in the credential: `disclosure/3` is the third disclosure, `disclosure/3/locality` a part of it, `payload/sex` a claim that
    /// everybody sees; several, with a comma, for what is put together.
    pub part: Rc<str>,
    /// False for a reading beside which another is possible: it is offered to the person, never filled.
    pub sure: bool,
}

/// The parts of an address, from the small to the large. A postal code says nothing that Vietnamese forms ask for.
const ADDRESS: &[&str] = &["house_number", "street_address", "locality", "region"];

pub(super) struct Reader<'u> {
    unfolded: &'u Unfolded,
    /// All kinds that it is of: `vct` and `aka_vcts`.
    kinds: &'u [Rc<str>],
    pub stated: Vec<Stated>,
    /// JSON pointers of claims that the table knows, with a value that it cannot read.
    pub unread: Vec<String>,
}

impl<'u> Reader<'u> {
    pub fn new(unfolded: &'u Unfolded, kinds: &'u [Rc<str>]) -> Self {
        Reader { unfolded, kinds, stated: Vec::new(), unread: Vec::new() }
    }

    fn is_of(&self, beginnings: &[&str]) -> bool {
        beginnings.iter().any(|b| self.kinds.iter().any(|kind| kind.starts_with(b)))
    }

    fn claim(&self, name: &str) -> Option<&'u Json> {
        self.unfolded.payload.get(name)
    }

    /// The first date among these claims.
    pub fn date(&self, names: &[&str]) -> Option<PartialDate> {
        names.iter().find_map(|name| self.claim(name)?.as_text()?.parse().ok())
    }

    /// Whether Vietnam issued it: by its kind, or because it says so.
    fn is_vietnamese(&self) -> bool {
        self.is_of(OURS) || self.claim("issuing_country").and_then(Json::as_text).is_some_and(|c| **c == *"VN")
    }

    /// Whether nothing inside of a claim is withheld: an address without its street is another address.
    fn is_whole(&self, claim: &str) -> bool {
        let pointer = pointer(&[claim]);
        self.unfolded.withheld.iter().all(|w| w.pointer != pointer)
    }

    /// Where a value of the result stands in the credential.
    fn part(&self, tokens: &[&str]) -> String {
        let pointer = pointer(tokens);
        let holds =
            |outer: &str| pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let disclosure = self.unfolded.disclosed.iter().filter(|d| holds(&d.pointer)).max_by_key(|d| d.pointer.len());
        match disclosure {
            Some(d) => format!("disclosure/{}{}", d.number, &pointer[d.pointer.len()..]),
            None => ["payload", &*pointer].concat(),
        }
    }

    fn state(&mut self, attribute: &str, value: Value, part: String, sure: bool) {
        self.stated.push(Stated { attribute: attribute.into(), value, part: part.into(), sure });
    }

    /// Reads all claims that the table knows.
    pub fn read(mut self) -> Self {
        for line in CLAIMS {
            let applies = line.kinds.is_empty() || self.is_of(line.kinds);
            if !applies || self.stated.iter().any(|s| *s.attribute == *line.attribute) {
                continue;
            }
            let Some(value) = self.claim(line.claim).filter(|v| v.as_text().is_none_or(|t| !t.trim().is_empty()))
            else {
                continue; // not there, or said to be nothing
            };
            match self.value(line, value) {
                Some((value, part, sure)) => self.state(line.attribute, value, part, sure),
                None => self.unread.push(pointer(&[line.claim])),
            }
        }
        self.names();
        // The same claim stands in several lines.
        self.unread.sort();
        self.unread.dedup();
        self
    }

    fn value(&self, line: &Mapping, json: &Json) -> Option<(Value, String, bool)> {
        let text = || json.as_text().map(|t| tidy(t));
        let value = match line.reading {
            Reading::Text => Value::text(&text()?)?,
            Reading::Date => Value::Date(text()?.parse().ok()?),
            Reading::Sex => Value::text(sex(json)?.code())?,
            Reading::CitizenId if self.is_vietnamese() => Value::text(&CitizenId::parse(&text()?).ok()?.number)?,
            Reading::OldId if self.is_vietnamese() => Value::text(&parse_old_id(&text()?).ok()?)?,
            Reading::CitizenId | Reading::OldId => return None,
            Reading::Country => return self.country(line.claim, json),
            Reading::Phone => Value::text(&Phone::parse(&text()?).ok()?.number)?,
            Reading::Email => Value::text(&Email::parse(&text()?).ok()?.address)?,
            Reading::Address => return self.address(line.claim, json),
        };
        Some((value, self.part(&[line.claim]), true))
    }

    /// The first of a list; where there are several, the person chooses.
    fn country(&self, claim: &str, json: &Json) -> Option<(Value, String, bool)> {
        let (code, part) = match json {
            Json::Array(all) => (all.first()?.as_text()?, self.part(&[claim, "0"])),
            one => (one.as_text()?, self.part(&[claim])),
        };
        let code = match text::fold(code).as_str() {
            "viet nam" | "vietnam" => "VN",
            _ if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) => code,
            _ => return None,
        };
        Some((Value::text(code)?, part, json.items().len() < 2 && self.is_whole(claim)))
    }

    fn address(&self, claim: &str, json: &Json) -> Option<(Value, String, bool)> {
        if let Json::Text(line) = json {
            return Some((Value::text(&tidy(line))?, self.part(&[claim]), true));
        }
        let of = |name: &str| {
            let line = tidy(&json.get(name)?.as_text()?.replace('\n', ", "));
            (!line.is_empty()).then(|| (line, self.part(&[claim, name])))
        };
        // In Vietnam the number and the street are one line without a comma between them.
        let pieces: Vec<(String, String)> = match of("formatted") {
            Some(whole) => vec![whole],
            None => ADDRESS.iter().filter_map(|name| of(name)).collect(),
        };
        let mut line = String::new();
        let mut parts: Vec<String> = Vec::new();
        for (piece, part) in pieces {
            if !line.is_empty() {
                line += if parts.len() == 1 && json.get("house_number").is_some() { " " } else { ", " };
            }
            line += &piece;
            parts.push(part);
        }
        let country = json.get("country").and_then(Json::as_text);
        let here = country.is_none_or(|c| **c == *"VN" || ["viet nam", "vietnam"].contains(&text::fold(c).as_str()));
        Some((Value::text(&line)?, parts.join(","), here && self.is_whole(claim)))
    }

    /// What the parts of a name say about the whole, and the whole about its parts.
    fn names(&mut self) {
        let stated = |attribute: &str| {
            let stated = self.stated.iter().find(|s| *s.attribute == *attribute)?;
            Some((stated.value.as_text()?.to_owned(), stated.part.to_string()))
        };
        let (whole, family, middle) =
            (stated("person.name"), stated("person.name.family"), stated("person.name.middle"));
        let claimed = || {
            let text = self.claim("given_name")?.as_text()?;
            Some((tidy(text), self.part(&["given_name"])))
        };
        let given = stated("person.name.given").or_else(claimed).filter(|(words, _)| !words.is_empty());
        if let (Some((whole, part)), None, None) = (&whole, &family, &given) {
            for reading in text::name_readings(whole) {
                let forenames = [&*reading.middle, " ", &*reading.given].concat();
                for (attribute, words) in [
                    ("person.name.family", &reading.family),
                    ("person.name.middle", &reading.middle),
                    ("person.name.given", &reading.given),
                    ("person.name.forenames", &forenames),
                ] {
                    if let Some(value) = Value::text(words) {
                        self.state(attribute, value, part.clone(), reading.doubt.is_none());
                    }
                }
            }
        }
        let Some(given) = given else { return };
        // A middle name that is not mentioned may be withheld; in a European credential it is among the given names.
        let complete = self.is_of(THEIRS) || self.claim("middle_name").is_some();
        let join = |parts: Vec<(String, String)>| {
            let (words, places): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
            (words.join(" "), places.join(","))
        };
        let forenames = join(middle.into_iter().chain([given]).collect());
        let known = self.stated.iter().any(|s| *s.attribute == *"person.name.forenames");
        if let (false, Some(value)) = (known, Value::text(&forenames.0)) {
            self.state("person.name.forenames", value, forenames.1.clone(), complete);
        }
        if let (None, Some(family)) = (whole, family) {
            let (name, part) = join(vec![family, forenames]);
            if let Some(value) = Value::text(&name) {
                // Elsewhere a name need not be written with the family first.
                self.state("person.name", value, part, complete && self.is_of(OURS));
            }
        }
    }
}

/// Without blanks that say nothing, in the one form that accented letters have.
fn tidy(text: &str) -> String {
    text::nfc(&text::clean(text)).into_owned()
}

fn sex(json: &Json) -> Option<Sex> {
    match json {
        Json::Int(1) => Some(Sex::Male),
        Json::Int(2) => Some(Sex::Female),
        Json::Text(text) => Sex::parse_vi(text),
        _ => None,
    }
}

fn pointer(tokens: &[&str]) -> String {
    let mut pointer = String::new();
    tokens.iter().for_each(|token| push_token(&mut pointer, token));
    pointer
}
