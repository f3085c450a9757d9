//! What a number says about whoever or whatever bears it, and which kinds of number a text may be.
//!
//! A fact is a code with what its sentence takes; the sentences are the catalogue's (`i18n::numbers`), one clause a fact: "đăng
//! ký khai sinh tại Hà Nội, nam, sinh năm 1995". Nothing here is in the browser until something calls it.

use super::*;

/// One thing that a number says: the key of a clause, and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Stable code.
    pub code: &'static str,
    /// Names and values.
    pub params: Vec<(&'static str, String)>,
}

fn fact(code: &'static str) -> Fact {
    Fact { code, params: Vec::new() }
}

fn with(code: &'static str, name: &'static str, value: impl Into<String>) -> Fact {
    Fact { code, params: vec![(name, value.into())] }
}

/// The provinces since 1 July 2025 by code (`data/provinces_new.csv`; a test compares).
const PROVINCES_NOW: [(u8, &str); 34] = [
    (1, "Hà Nội"),
    (4, "Cao Bằng"),
    (8, "Tuyên Quang"),
    (11, "Điện Biên"),
    (12, "Lai Châu"),
    (14, "Sơn La"),
    (15, "Lào Cai"),
    (19, "Thái Nguyên"),
    (20, "Lạng Sơn"),
    (22, "Quảng Ninh"),
    (24, "Bắc Ninh"),
    (25, "Phú Thọ"),
    (31, "Hải Phòng"),
    (33, "Hưng Yên"),
    (37, "Ninh Bình"),
    (38, "Thanh Hóa"),
    (40, "Nghệ An"),
    (42, "Hà Tĩnh"),
    (44, "Quảng Trị"),
    (46, "Huế"),
    (48, "Đà Nẵng"),
    (51, "Quảng Ngãi"),
    (52, "Gia Lai"),
    (56, "Khánh Hòa"),
    (66, "Đắk Lắk"),
    (68, "Lâm Đồng"),
    (75, "Đồng Nai"),
    (79, "Hồ Chí Minh"),
    (80, "Tây Ninh"),
    (82, "Đồng Tháp"),
    (86, "Vĩnh Long"),
    (91, "An Giang"),
    (92, "Cần Thơ"),
    (96, "Cà Mau"),
];

fn province_now(code: u8) -> &'static str {
    PROVINCES_NOW.iter().find(|p| p.0 == code).map_or("", |p| p.1)
}

type Explain = fn(&str) -> Result<Vec<Fact>, IdError>;

/// What explains a number of each kind, in the order of [`KINDS`].
const EXPLAINED: &[(&str, Explain)] = &[
    ("citizen-id", |typed| CitizenId::parse(typed).map(|id| of_citizen(&id))),
    ("old-id", |typed| parse_old_id(typed).map(|_| vec![fact("fact.old-id")])),
    ("tax-code", |typed| TaxCode::parse(typed).map(|code| of_tax(&code))),
    ("social-insurance", |typed| SocialInsurance::parse(typed).map(|number| of_social(&number))),
    ("health-insurance", |typed| HealthInsurance::parse(typed).map(|number| of_health(&number))),
    ("passport", |typed| {
        let number = parse_passport(typed)?;
        Ok(vec![with("fact.passport", "digits", (number.len() - 1).to_string())])
    }),
    ("driving-licence", |typed| parse_driving_licence(typed).map(|_| vec![fact("fact.driving-licence")])),
    ("plate", |typed| Plate::parse(typed).map(|plate| of_plate(&plate))),
    ("phone", |typed| Phone::parse(typed).map(|phone| of_phone(&phone))),
    ("postal-code", |typed| {
        let old = parse_postal_code(typed)?.len() == 6;
        Ok(vec![fact(if old { "fact.postal-old" } else { "fact.postal" })])
    }),
    ("dossier-code", |typed| {
        let code = DossierCode::parse(typed)?;
        let mut facts = vec![with("fact.agency", "agency", code.agency)];
        facts.push(with("fact.received", "date", code.received.to_vietnamese()));
        facts.push(with("fact.serial", "serial", code.serial));
        Ok(facts)
    }),
    ("email", |typed| Email::parse(typed).map(|email| vec![with("fact.email", "domain", email.domain())])),
    ("mrz", |typed| Mrz::parse(typed).map(|zone| of_zone(&zone))),
];

fn of_citizen(id: &CitizenId) -> Vec<Fact> {
    let place = match id.province {
        Some(province) => with("fact.registered-in", "province", province.name),
        None if id.warnings().contains(&Warning::RegisteredAbroad) => fact("fact.registered-abroad"),
        None => fact("fact.registered-unknown"),
    };
    let mut facts = vec![place];
    if let Some(province) = id.province.filter(|p| p.name != province_now(p.now)) {
        facts.push(with("fact.province-now", "province", province_now(province.now)));
    }
    facts.push(fact(if id.sex == Sex::Male { "fact.male" } else { "fact.female" }));
    facts.push(with("fact.born-in", "year", id.birth_year.to_string()));
    facts
}

/// The number of a person in another role.
fn personal(role: &'static str, id: &CitizenId) -> Vec<Fact> {
    let mut facts = vec![fact(role)];
    facts.extend(of_citizen(id));
    facts
}

fn of_tax(code: &TaxCode) -> Vec<Fact> {
    match code {
        TaxCode::Organisation(number) => vec![fact("fact.tax-payer"), with("fact.check-digit", "digit", &number[9..])],
        TaxCode::Branch { organisation, branch } => {
            vec![Fact {
                code: "fact.tax-branch",
                params: vec![("branch", branch.clone()), ("organisation", organisation.clone())],
            }]
        }
        TaxCode::Personal(id) => personal("fact.tax-personal", id),
    }
}

fn of_social(number: &SocialInsurance) -> Vec<Fact> {
    match number {
        SocialInsurance::Number(_) => vec![fact("fact.social")],
        SocialInsurance::Personal(id) => personal("fact.social-personal", id),
    }
}

fn of_health(number: &HealthInsurance) -> Vec<Fact> {
    match number {
        HealthInsurance::Card { number, benefit } => {
            let mut facts = vec![with("fact.health-group", "group", &number[..2])];
            facts.push(with("fact.health-benefit", "level", benefit.to_string()));
            let province = number[3..5].parse().ok().and_then(birth_province);
            facts.extend(province.map(|p| with("fact.health-province", "province", p.name)));
            facts.push(with("fact.health-social", "number", &number[5..]));
            facts
        }
        HealthInsurance::Social(number) => of_social(number),
    }
}

fn of_plate(plate: &Plate) -> Vec<Fact> {
    let mut facts = vec![match plate.province {
        Some(code) => with("fact.plate-province", "province", province_now(code)),
        None => fact("fact.plate-central"),
    }];
    facts.push(fact(match plate.vehicle() {
        PlateVehicle::Car => "fact.plate-car",
        PlateVehicle::Motorcycle => "fact.plate-motorcycle",
        PlateVehicle::Either => "fact.plate-either",
        PlateVehicle::Foreign => "fact.plate-foreign",
    }));
    facts
}

fn of_phone(phone: &Phone) -> Vec<Fact> {
    let mut facts = vec![match phone.kind {
        PhoneKind::Mobile => fact("fact.mobile"),
        PhoneKind::Landline => with("fact.landline", "province", phone.province.map(|p| p.name).unwrap_or_default()),
        PhoneKind::Service if phone.number.starts_with("1800") => fact("fact.service-free"),
        PhoneKind::Service => fact("fact.service-paid"),
        PhoneKind::Emergency => fact("fact.emergency"),
        PhoneKind::Foreign => fact("fact.foreign-phone"),
    }];
    if phone.migrated {
        facts.push(with("fact.migrated", "number", phone.format()));
    }
    facts
}

fn of_zone(zone: &Mrz) -> Vec<Fact> {
    let mut facts =
        vec![with(if zone.is_passport() { "fact.zone-passport" } else { "fact.zone-card" }, "state", &*zone.issuer)];
    facts.push(with("fact.zone-number", "number", &*zone.number));
    facts.push(with("fact.zone-name", "name", [&*zone.surname, " ", &*zone.given].concat().trim()));
    match &zone.citizen_id {
        Some(id) => facts.extend(of_citizen(id)),
        None => facts.extend(zone.sex.map(|sex| fact(if sex == Sex::Male { "fact.male" } else { "fact.female" }))),
    }
    facts.push(match zone.expiry {
        Some(day) => with("fact.zone-expiry", "date", day.to_vietnamese()),
        None => fact("fact.zone-no-expiry"),
    });
    facts
}

impl Kind {
    /// What a number says, in the order of a sentence.
    ///
    /// # Errors
    /// [`IdError`]: it is no number of this kind.
    pub fn explain(&self, typed: &str) -> Result<Vec<Fact>, IdError> {
        match EXPLAINED.iter().find(|(code, _)| *code == self.code) {
            Some((_, explain)) => explain(typed),
            None => Ok(Vec::new()),
        }
    }

    /// The one form in which a number is stored and sent.
    ///
    /// # Errors
    /// [`IdError`]: it is no number of this kind.
    pub fn normalise(&self, typed: &str) -> Result<String, IdError> {
        (self.check)(typed).map(|read| read.stored)
    }

    /// The form in which people read a number.
    ///
    /// # Errors
    /// [`IdError`]: it is no number of this kind.
    pub fn format(&self, typed: &str) -> Result<String, IdError> {
        (self.check)(typed).map(|read| read.shown)
    }

    /// What looks odd about a number and may still be right.
    ///
    /// # Errors
    /// [`IdError`]: it is no number of this kind.
    pub fn validate(&self, typed: &str) -> Result<Vec<Warning>, IdError> {
        (self.check)(typed).map(|read| read.warnings)
    }
}

/// A kind of number that a text may be.
pub struct Recognised {
    /// The kind.
    pub kind: &'static Kind,
    /// As which number.
    pub read: Checked,
}

/// Every kind of number that a text may be: first those of which nothing looks odd, in the order of [`KINDS`]. None is chosen:
/// twelve digits may be a person's number, and with it a tax code, or a driving licence.
pub fn recognise(typed: &str) -> Vec<Recognised> {
    let read = |kind: &&'static Kind| (kind.check)(typed).ok().map(|read| Recognised { kind, read });
    let mut all: Vec<Recognised> = KINDS.iter().filter_map(read).collect();
    all.sort_by_key(|r| !r.read.warnings.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::numbers;
    use proptest::prelude::*;

    #[test]
    fn every_kind_is_explained_named_and_described() {
        assert!(EXPLAINED.iter().map(|e| e.0).eq(KINDS.iter().map(|k| k.code)));
        for kind in KINDS {
            assert!(!kind.explain(kind.example).expect("its own example").is_empty(), "{}", kind.code);
            for key in ["number.", "number.about."].map(|head| [head, kind.code].concat()) {
                assert!(crate::i18n::find("vi", &key).is_some(), "{key}");
            }
            // The name in forms and on the command line is one.
            assert_eq!(crate::i18n::find("vi", &["number.", kind.code].concat()), Some(kind.name));
        }
    }

    #[test]
    fn the_provinces_are_those_of_the_data() {
        let table = include_str!("../../data/provinces_new.csv");
        let rows: Vec<_> = csv::Reader::from_reader(table.as_bytes()).into_records().flatten().collect();
        let theirs = rows.iter().map(|r| (r[0].parse().expect("a code"), &r[1]));
        assert!(PROVINCES_NOW.into_iter().eq(theirs));
    }

    #[test]
    fn says_what_a_number_says() {
        for (code, typed, vi, en) in [
            (
                "citizen-id",
                "001095000017",
                "Đăng ký khai sinh tại Hà Nội, nam, sinh năm 1995.",
                "Birth registered in Hà Nội, male, born in 1995.",
            ),
            (
                "citizen-id",
                "074301000017",
                "Đăng ký khai sinh tại Bình Dương, nay thuộc Hồ Chí Minh, nữ, sinh năm 2001.",
                "Birth registered in Bình Dương, now in Hồ Chí Minh, female, born in 2001.",
            ),
            (
                "tax-code",
                "0100047516-001",
                "Mã của đơn vị phụ thuộc số 001 của tổ chức có mã số thuế 0100047516.",
                "Code of branch 001 of the organisation with the tax code 0100047516.",
            ),
            (
                "phone",
                "01203123456",
                "Số di động, trước 11/2018 có 11 chữ số, nay là 0703 123 456.",
                "Mobile number, of 11 digits until November 2018, now 0703 123 456.",
            ),
            ("phone", "02838291234", "Số cố định ở Hồ Chí Minh.", "Landline in Hồ Chí Minh."),
            (
                "plate",
                "59N3-123.45",
                "Biển số đăng ký tại Hồ Chí Minh, xe mô tô hoặc xe gắn máy.",
                "Plate registered in Hồ Chí Minh, a motorcycle or moped.",
            ),
        ] {
            let facts = kind(code).expect("a kind").explain(typed).expect("a number");
            assert_eq!((numbers::sentence(&facts, "vi"), numbers::sentence(&facts, "en")), (vi.into(), en.into()));
        }
    }

    #[test]
    fn says_every_kind_that_a_text_may_be() {
        for (typed, kinds) in [
            ("079190000017", "citizen-id tax-code social-insurance health-insurance driving-licence"),
            ("0100047516", "tax-code social-insurance health-insurance"),
            ("0903123456", "social-insurance health-insurance phone"),
            ("59N3-123.45", "plate"),
            ("an@gmail.com", "email"),
            ("", ""),
        ] {
            let found: Vec<&str> = recognise(typed).iter().map(|r| r.kind.code).collect();
            assert_eq!(found.join(" "), kinds, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_can_be_read_can_be_explained(text in any::<String>(), near in "[0-9A-Z<.@ -]{0,24}") {
            for typed in [text, near] {
                for kind in KINDS {
                    let read = (kind.check)(&typed);
                    let facts = kind.explain(&typed);
                    prop_assert_eq!(facts.as_ref().err(), read.as_ref().err(), "{}", kind.code);
                    for lang in ["vi", "en"] {
                        let open = facts.iter().any(|f| numbers::sentence(f, lang).contains('{'));
                        prop_assert!(!open, "{}", kind.code);
                    }
                }
            }
        }
    }
}
