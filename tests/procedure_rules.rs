//! The rules of the two procedures on synthetic dossiers: a valid one raises nothing, each change raises exactly the rules
//! it breaks, every rule is broken by some change and kept by another, every correction corrects, and every message comes
//! out without a gap.

use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use troly::{
    definition::{Definition, FieldIx, Rule, parse, value_from_json},
    i18n,
    rules::{Authority, Env, Val},
    text::date::{Day, PartialDate},
    value::Value,
};

const TODAY: &str = "2026-11-22";

/// Answers by field id, rows of the one group, and who is the same person as whom.
struct Dossier {
    definition: Definition,
    answers: BTreeMap<String, Value>,
    rows: Vec<BTreeMap<String, Value>>,
    same: Vec<(&'static str, &'static str, bool)>,
}

impl Dossier {
    fn new(definition: &str, answers: &Json, rows: &[Json], same: &[(&'static str, &'static str, bool)]) -> Self {
        let definition = parse(definition).expect("the procedure parses");
        let read = |id: &str, json: &Json| {
            let (_, field) = definition.field(id).unwrap_or_else(|| panic!("no field {id}"));
            let json = troly::json::Json::parse(&json.to_string()).expect("JSON");
            value_from_json(field, &json).unwrap_or_else(|_| panic!("{id}: wrong type"))
        };
        let object = |prefix: &str, json: &Json| -> BTreeMap<String, Value> {
            let entries = json.as_object().expect("an object").iter().filter(|(_, v)| !v.is_null());
            entries.map(|(id, v)| (id.clone(), read(&format!("{prefix}{id}"), v))).collect()
        };
        let (answers, rows) = (object("", answers), rows.iter().map(|r| object("members.", r)).collect());
        Dossier { answers, rows, same: same.to_vec(), definition }
    }

    /// Ids of the rules that are broken, with their messages in both languages.
    fn broken(&self) -> Vec<(String, String, String)> {
        let mut out = Vec::new();
        for rule in &self.definition.rules {
            for row in self.rows_of(rule) {
                if self.result(rule, row) == Some(false) {
                    let params: Vec<(String, String)> = rule
                        .params
                        .iter()
                        .map(|(n, e)| (n.to_string(), show(e.eval(&self.definition, self, row))))
                        .collect();
                    let text = |lang: &str| i18n::fill(rule.message.get(lang), &params);
                    out.push((rule.id.to_string(), text("vi"), text("en")));
                }
            }
        }
        out
    }

    fn rows_of(&self, rule: &Rule) -> Vec<Option<(FieldIx, usize)>> {
        match rule.each.as_ref().map(|g| self.definition.field(g).expect("a group").0) {
            Some(group) => (0..self.rows.len()).map(|i| Some((group, i))).collect(),
            None => vec![None],
        }
    }

    /// What the check comes out as; `None` when the rule does not apply, or an answer that it needs is missing.
    fn result(&self, rule: &Rule, row: Option<(FieldIx, usize)>) -> Option<bool> {
        let holds = |e: &troly::rules::Expr| {
            e.holds(&self.definition, self, row).unwrap_or_else(|e| panic!("{}: {}", rule.id, e.code()))
        };
        if rule.when.as_ref().is_none_or(|w| holds(w) == Some(true)) { holds(&rule.check) } else { None }
    }

    /// Ids of the rules that apply and are kept.
    fn kept(&self) -> BTreeSet<String> {
        let kept = |r: &&Rule| self.rows_of(r).into_iter().any(|row| self.result(r, row) == Some(true));
        self.definition.rules.iter().filter(kept).map(|r| r.id.to_string()).collect()
    }

    /// Takes each correction that is offered, by itself: its rule is kept then. Ids of the rules that offered one.
    fn correct(&mut self) -> BTreeSet<String> {
        let rule = |code: &str| self.definition.rules.iter().any(|r| &*r.id == code);
        let findings = troly::validate::check(&self.definition, self);
        let offered: Vec<_> =
            findings.into_iter().filter(|f| rule(&f.code)).filter_map(|f| Some((f.code, f.fix?))).collect();
        let mut done = BTreeSet::new();
        for (code, fix) in offered {
            let before = self.answers.clone();
            for (path, value) in fix.set {
                match value {
                    Some(value) => self.answers.insert(path.as_str().to_owned(), value),
                    None => self.answers.remove(path.as_str()),
                };
            }
            assert!(self.broken().iter().all(|(id, ..)| **id != *code), "{code}: corrected, and still broken");
            self.answers = before;
            done.insert(code.to_string());
        }
        done
    }

    fn computed(&self, id: &str) -> Option<Val> {
        let (_, field) = self.definition.field(id).expect("a field");
        match field.compute.as_ref().expect("computed").eval(&self.definition, self, None).expect("evaluates") {
            Val::Missing => None,
            value => Some(value),
        }
    }
}

fn show(value: Result<Val, troly::rules::EvalError>) -> String {
    match value {
        Ok(Val::Str(s)) => s.to_string(),
        Ok(Val::Int(n)) => n.to_string(),
        // An age or a number of days of a partial date is a span; the message shows its beginning.
        Ok(Val::Missing) => String::new(),
        Ok(_) => "?".to_owned(),
        Err(e) => panic!("{}", e.code()),
    }
}

impl Env for Dossier {
    fn value(&self, field: FieldIx) -> Option<&Value> {
        self.answers.get(&*self.definition.fields[field.0 as usize].id)
    }
    fn rows(&self, _: FieldIx) -> usize {
        self.rows.len()
    }
    fn row_id(&self, _: FieldIx, _: usize) -> &str {
        "r"
    }
    fn cell(&self, column: FieldIx, row: usize) -> Option<&Value> {
        self.rows.get(row)?.get(self.definition.fields[column.0 as usize].local_id())
    }
    fn today(&self) -> Day {
        TODAY.parse::<PartialDate>().ok().and_then(PartialDate::to_day).expect("a day")
    }
    fn authority(&self, kind: Authority, commune: &str) -> Option<String> {
        Some(format!("{} {commune}", if kind == Authority::Police { "Công an" } else { "UBND" }))
    }
    fn same_person(&self, a: &str, b: &str) -> Option<bool> {
        self.same.iter().find(|(x, y, _)| (*x, *y) == (a, b)).map(|(_, _, same)| *same)
    }
}

const BIRTH: &str = include_str!("../procedures/1.001193.json");
const STAY: &str = include_str!("../procedures/1.004194.json");

fn card(number: &str, on: &str) -> Json {
    json!({"kind": "can-cuoc", "number": number, "issuedBy": "Bộ Công an", "issuedOn": on})
}

fn address(commune: &str, old: &str) -> Json {
    json!({"detail": "12 Nguyễn Huệ", "commune": commune, "communeName": "Phường Sài Gòn", "province": "79",
           "provinceName": "Thành phố Hồ Chí Minh", "old": old})
}

/// Synthetic people: a mother of 1995, a father of 1990, a child of 30 days.
fn birth() -> Json {
    json!({
        "agency": "Ủy ban nhân dân phường Sài Gòn, Thành phố Hồ Chí Minh",
        "applicant.name": "NGUYỄN THỊ BÌNH", "applicant.birthDate": "1995-03-08", "applicant.document": card("079195001234", "2024-08-01"),
        "applicant.relation": "mother",
        "child.name": "TRẦN MINH KHANG", "child.birthDate": "2026-10-23",
        "child.birthDateWords": "ngày hai mươi ba, tháng mười, năm hai nghìn không trăm hai mươi sáu",
        "child.sex": "male", "child.ethnicity": "01", "child.nationality": "VN",
        "child.birthPlace": "Bệnh viện Từ Dũ, 284 Cống Quỳnh, Thành phố Hồ Chí Minh", "child.hometown": "Xã Kim Liên, tỉnh Nghệ An",
        "mother.name": "NGUYỄN THỊ BÌNH", "mother.birthDate": "1995-03-08", "mother.ethnicity": "01", "mother.nationality": "VN",
        "mother.document": card("079195001234", "2024-08-01"), "mother.residence": address("26740", ""),
        "father.name": "TRẦN VĂN AN", "father.birthDate": "1990-01-20", "father.ethnicity": "01", "father.nationality": "VN",
        "father.document": card("040090004321", "2024-09-02"), "father.hometown": "Xã Kim Liên, tỉnh Nghệ An",
        "mother.hometown": "Phường Sài Gòn, Thành phố Hồ Chí Minh",
        "marriage.registered": true, "marriage.number": "125/2022", "marriage.date": "2022-05-01", "marriage.agency": "UBND phường Bến Nghé",
        "declaration": true, "copies.wanted": true, "copies.count": 2,
    })
}

fn stay() -> Json {
    json!({
        "agency": "Công an phường Sài Gòn, Thành phố Hồ Chí Minh",
        "applicant.name": "NGUYỄN THỊ BÌNH", "applicant.birthDate": "1995-03-08", "applicant.sex": "female", "applicant.citizenId": "079195001234",
        "applicant.phone": "0912345678", "applicant.residence": address("26734", ""),
        "head.name": "TRẦN VĂN AN", "applicant.relationToHead": "Vợ", "head.citizenId": "040090004321",
        "head.residence": address("26740", ""), "request.address": address("26740", ""),
        "request.from": "2026-12-01", "request.until": "2028-11-30", "request.reason": "đi làm",
        "request.content": "Đăng ký tạm trú",
    })
}

fn member() -> Json {
    json!({"name": "TRẦN MINH QUANG", "birthDate": "2005-06-01", "sex": "male", "citizenId": "079205007777", "relationToHead": "Em"})
}

fn with(mut base: Json, changes: &Json) -> Json {
    for (id, value) in changes.as_object().expect("an object") {
        base[id] = value.clone();
    }
    base
}

fn ids(dossier: &Dossier) -> BTreeSet<String> {
    let broken = dossier.broken();
    for (id, vi, en) in &broken {
        for text in [vi, en] {
            assert!(!text.contains(['{', '}']) && !text.contains("  ") && !text.contains("()"), "{id}: {text}");
        }
    }
    broken.into_iter().map(|(id, ..)| id).collect()
}

/// What the cases of one procedure did to its rules.
#[derive(Default)]
struct Tally {
    broken: BTreeSet<String>,
    kept: BTreeSet<String>,
    corrected: BTreeSet<String>,
}

impl Tally {
    fn case(&mut self, what: &str, mut dossier: Dossier, expected: &[&str]) {
        assert_eq!(ids(&dossier), set(expected), "{what}");
        self.broken.extend(set(expected));
        self.kept.append(&mut dossier.kept());
        self.corrected.append(&mut dossier.correct());
    }

    fn is_complete(&self, definition: &str) {
        let rules = parse(definition).expect("parses").rules;
        let with = |f: fn(&Rule) -> bool| -> BTreeSet<String> {
            rules.iter().filter(|r| f(r)).map(|r| r.id.to_string()).collect()
        };
        assert_eq!(self.broken, with(|_| true), "rules that some case breaks");
        assert_eq!(self.kept, with(|_| true), "rules that some case keeps");
        assert_eq!(self.corrected, with(|r| r.fix.is_some()), "rules whose correction some case takes");
    }
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|i| (*i).to_owned()).collect()
}

#[test]
fn a_birth_dossier_raises_what_it_breaks_and_nothing_else() {
    const MOTHER: (&str, &str, bool) = ("applicant", "mother", true);
    const FATHER: (&str, &str, bool) = ("applicant", "father", false);
    let unknown_father = json!({"father.unknown": true, "father.name": null, "father.birthDate": null, "father.ethnicity": null,
        "father.nationality": null, "father.document": null, "father.hometown": null, "marriage.registered": false,
        "marriage.number": null, "marriage.date": null, "marriage.agency": null, "child.hometown": "Phường Sài Gòn, Thành phố Hồ Chí Minh"});
    let cases: Vec<(&str, Json, &[&str])> = vec![
        ("nothing", json!({}), &[]),
        ("the father is not determined", unknown_father.clone(), &[]),
        (
            "a foreign father",
            json!({"father.nationality": "FR", "father.ethnicity": "55",
            "father.document": {"kind": "passport", "number": "17AB12345", "issuedBy": "France", "issuedOn": "2024-01-01"}}),
            &[],
        ),
        ("another ethnic group of the father", json!({"father.ethnicity": "02", "child.ethnicity": "02"}), &[]),
        (
            "on the sixtieth day",
            json!({"child.birthDate": "2026-09-23", "child.birthDateWords": "ngày hai mươi ba tháng chín năm hai ngàn không trăm hai mươi sáu"}),
            &[],
        ),
        (
            "words as in the south",
            json!({"child.birthDateWords": "ngày hai mươi ba tháng mười năm hai ngàn không trăm hai mươi sáu"}),
            &[],
        ),
        ("a father with only a year", json!({"father.birthDate": "1990"}), &[]),
        (
            "on the sixty-first day",
            json!({"child.birthDate": "2026-09-22", "child.birthDateWords": "ngày hai mươi hai tháng chín năm hai nghìn không trăm hai mươi sáu"}),
            &["R1"],
        ),
        ("born tomorrow", json!({"child.birthDate": "2026-11-23", "child.birthDateWords": null}), &["R2"]),
        (
            "the mother is younger than the child",
            json!({"mother.birthDate": "2026-12-01", "applicant.birthDate": null, "mother.document": null}),
            &["R2-mother"],
        ),
        (
            "the father is younger than the child",
            json!({"father.birthDate": "2026-12-01", "father.document": null}),
            &["R2-father"],
        ),
        (
            "a mother of 70",
            json!({"mother.birthDate": "1956-03-08", "applicant.birthDate": "1956-03-08", "mother.document": card("079156001234", "2024-08-01"),
            "applicant.document": card("079156001234", "2024-08-01")}),
            &["R2-age"],
        ),
        ("somebody else's ethnic group", json!({"child.ethnicity": "08"}), &["R3"]),
        (
            "neither parent's ethnic group, and theirs differ",
            json!({"father.ethnicity": "02", "child.ethnicity": "08"}),
            &["R3"],
        ),
        (
            "no father, and not the mother's ethnic group",
            with(unknown_father.clone(), &json!({"child.ethnicity": "08"})),
            &["R3"],
        ),
        ("somebody else's hometown", json!({"child.hometown": "Xã Đại Lộc, thành phố Đà Nẵng"}), &["R3-hometown"]),
        (
            "no father, and not the mother's hometown",
            with(unknown_father.clone(), &json!({"child.hometown": "Xã Kim Liên, tỉnh Nghệ An"})),
            &["R3-hometown"],
        ),
        ("a foreign child of two citizens", json!({"child.nationality": "FR"}), &["R3-nationality"]),
        (
            "wrong words",
            json!({"child.birthDateWords": "ngày hai mươi bốn, tháng mười, năm hai nghìn không trăm hai mươi sáu"}),
            &["R4"],
        ),
        (
            "an old district in the place of birth",
            json!({"child.birthPlace": "Bệnh viện Từ Dũ, 284 Cống Quỳnh, Quận 1, Thành phố Hồ Chí Minh"}),
            &["R5"],
        ),
        (
            "the applicant is the mother, but says grandparent",
            json!({"applicant.relation": "grandparent"}),
            &["R6-mother-relation"],
        ),
        (
            "the mother has another number",
            json!({"applicant.document": card("079195009999", "2024-08-01")}),
            &["R6-mother"],
        ),
        (
            "says father, but is the mother",
            json!({"applicant.relation": "father"}),
            &["R6-mother-relation", "R6-father"],
        ),
        (
            "no father, but the father applies",
            with(unknown_father.clone(), &json!({"applicant.relation": "father"})),
            &["R7", "R6-mother-relation"],
        ),
        ("no mother, but the mother applies", json!({"mother.unknown": true}), &["R7-mother"]),
        (
            "married, and the father not determined",
            with(unknown_father.clone(), &json!({"marriage.registered": true})),
            &["R7-marriage"],
        ),
        (
            "a man's number at the mother",
            json!({"mother.document": card("079095001234", "2024-08-01"), "applicant.document": card("079095001234", "2024-08-01")}),
            &["R21-mother-sex"],
        ),
        (
            "a woman's number at the father",
            json!({"father.document": card("040190004321", "2024-09-02")}),
            &["R21-father-sex"],
        ),
        (
            "another year in the mother's number",
            json!({"mother.document": card("079194001234", "2024-08-01"), "applicant.document": card("079194001234", "2024-08-01")}),
            &["R21-mother-year", "R21-applicant-year"],
        ),
        (
            "another year in the father's number",
            json!({"father.document": card("040091004321", "2024-09-02")}),
            &["R21-father-year"],
        ),
        (
            "one card used twice",
            json!({"father.document": card("079195001234", "2024-08-01"), "father.birthDate": "1995-03-08"}),
            &["R22", "R21-father-sex"],
        ),
        (
            "cards issued tomorrow",
            json!({"mother.document": card("079195001234", "2026-11-23"), "father.document": card("040090004321", "2026-11-23"),
            "applicant.document": card("079195001234", "2026-11-23")}),
            &["D1-applicant", "D1-mother", "D1-father"],
        ),
        ("married tomorrow", json!({"marriage.date": "2026-11-23"}), &["D2"]),
    ];
    let mut tally = Tally::default();
    for (what, changes, expected) in cases {
        tally.case(what, Dossier::new(BIRTH, &with(birth(), &changes), &[], &[MOTHER, FATHER]), expected);
    }
    // The father applies: the rules about him as applicant, and about a mother who is not determined.
    let father = json!({"applicant.name": "Trần Văn An", "applicant.birthDate": "1990-01-20",
        "applicant.document": card("040090004321", "2024-09-02"), "applicant.relation": "father"});
    let no_mother = with(
        father.clone(),
        &json!({"mother.unknown": true, "mother.name": null, "mother.birthDate": null, "mother.ethnicity": null,
        "mother.nationality": null, "mother.document": null, "mother.residence": null, "mother.hometown": null}),
    );
    let foundling = with(
        with(unknown_father, &no_mother),
        &json!({"applicant.relation": "other", "child.ethnicity": "08", "child.hometown": "Phường Sài Gòn"}),
    );
    let by_father: [(&str, Json, &[&str]); 5] = [
        ("the father applies", father.clone(), &[]),
        ("and says relative", with(father, &json!({"applicant.relation": "relative"})), &["R6-father-relation"]),
        ("the mother is not determined", no_mother.clone(), &[]),
        ("and not his ethnic group", with(no_mother.clone(), &json!({"child.ethnicity": "08"})), &["R3"]),
        ("and not his hometown", with(no_mother, &json!({"child.hometown": "Xã Đại Lộc"})), &["R3-hometown"]),
    ];
    for (what, changes, expected) in by_father {
        let same = [("applicant", "mother", false), ("applicant", "father", true)];
        tally.case(what, Dossier::new(BIRTH, &with(birth(), &changes), &[], &same), expected);
    }
    let nobody = [("applicant", "mother", false), ("applicant", "father", false)];
    tally.case("a foundling", Dossier::new(BIRTH, &with(birth(), &foundling), &[], &nobody), &[]);
    tally.is_complete(BIRTH);
    // An empty dossier raises nothing at all: what is missing is asked for, not complained about.
    assert_eq!(ids(&Dossier::new(BIRTH, &json!({}), &[], &[])), set(&[]));
}

#[test]
fn a_stay_dossier_raises_what_it_breaks_and_nothing_else() {
    let child = json!({"name": "TRẦN MINH KHANG", "birthDate": "2026-10-23", "sex": "male", "citizenId": "079226001111", "relationToHead": "Con"});
    let me =
        json!({"head.name": "Nguyễn Thị Bình", "head.citizenId": "079195001234", "applicant.relationToHead": "Chủ hộ"});
    let cases: Vec<(&str, Json, Vec<Json>, &[&str])> = vec![
        ("nothing", json!({}), vec![], &[]),
        ("a member", json!({}), vec![member()], &[]),
        ("I am the head", me.clone(), vec![], &[]),
        ("exactly two years", json!({"request.until": "2028-12-01"}), vec![], &[]),
        (
            "a school child with consent",
            json!({"consent.parent.how": "declarant"}),
            vec![with(member(), &json!({"birthDate": "2015-06-01", "citizenId": "079215007777"}))],
            &[],
        ),
        ("head, but another one's name", json!({"applicant.relationToHead": "Chủ hộ"}), vec![], &["R14"]),
        ("my own number as the head's", json!({"head.citizenId": "079195001234"}), vec![], &["R14-head", "R14-name"]),
        (
            "my own name and number as the head's",
            json!({"head.name": "Nguyễn Thị Bình", "head.citizenId": "079195001234"}),
            vec![],
            &["R14-head"],
        ),
        (
            "the head moves as well",
            json!({}),
            vec![
                json!({"name": "TRẦN VĂN AN", "birthDate": "1990-01-20", "sex": "male", "citizenId": "040090004321", "relationToHead": "Chủ hộ"}),
            ],
            &[],
        ),
        ("a second head", json!({}), vec![with(member(), &json!({"relationToHead": "Chủ hộ"}))], &["R14-member"]),
        (
            "a child without consent",
            json!({}),
            vec![with(member(), &json!({"birthDate": "2015-06-01", "citizenId": "079215007777"}))],
            &["R15"],
        ),
        (
            "I am under age",
            json!({"applicant.birthDate": "2010-03-08", "applicant.citizenId": "079310001234"}),
            vec![],
            &["R15"],
        ),
        ("a newborn", json!({"consent.parent.how": "declarant"}), vec![child.clone()], &["R18-member"]),
        (
            "a newborn, with consents that it does not need",
            json!({"consent.parent.how": "declarant", "consent.head.how": "on-form"}),
            vec![child.clone()],
            &["R16", "R18-member"],
        ),
        (
            "registering a newborn",
            json!({"applicant.birthDate": "2026-10-23", "applicant.sex": "male", "applicant.citizenId": "079226001111", "consent.parent.how": "on-form"}),
            vec![],
            &["R18"],
        ),
        ("three years", json!({"request.until": "2029-11-30"}), vec![], &["R17"]),
        ("the wrong way round", json!({"request.until": "2026-11-30"}), vec![], &["R17-order"]),
        (
            "over already",
            json!({"request.from": "2026-10-30", "request.until": "2026-11-20"}),
            vec![],
            &["R17-past", "R19-days"],
        ),
        ("in the same commune", json!({"applicant.residence": address("26740", "")}), vec![], &["R19"]),
        ("two weeks", json!({"request.until": "2026-12-14"}), vec![], &["R19-days"]),
        ("since last year", json!({"request.from": "2025-11-01", "request.until": "2027-10-31"}), vec![], &["R20"]),
        ("a man's number", json!({"applicant.sex": "male"}), vec![], &["R21-applicant-sex"]),
        ("another year", json!({"applicant.birthDate": "1996-03-08"}), vec![], &["R21-applicant-year"]),
        (
            "a member's number",
            json!({}),
            vec![with(member(), &json!({"sex": "female", "birthDate": "2004-06-01"}))],
            &["R21-member-sex", "R21-member-year"],
        ),
        ("the same member twice", json!({}), vec![member(), member()], &["R22"]),
        (
            "myself as a member",
            json!({}),
            vec![with(member(), &json!({"citizenId": "079195001234", "sex": "female", "birthDate": "1995-03-08"}))],
            &["R22-declarant"],
        ),
        (
            "born tomorrow",
            json!({"applicant.birthDate": "2026-11-23", "applicant.citizenId": "079326001234", "consent.parent.how": "paper"}),
            vec![],
            &["D1"],
        ),
        (
            "a member born tomorrow",
            json!({"consent.parent.how": "paper"}),
            vec![with(member(), &json!({"birthDate": "2026-11-23", "citizenId": "079226007777"}))],
            &["D1-member"],
        ),
        (
            "an address that was renamed",
            json!({"request.address": address("26740", "12 Nguyễn Huệ, Bến Nghé, Quận 1")}),
            vec![],
            &["N3"],
        ),
        (
            "and noted",
            json!({"request.address": address("26740", "12 Nguyễn Huệ, Bến Nghé, Quận 1"), "request.paperUnits": "Phường Bến Nghé, Quận 1"}),
            vec![],
            &[],
        ),
    ];
    let mut tally = Tally::default();
    for (what, changes, rows, expected) in cases {
        let dossier = Dossier::new(STAY, &with(stay(), &changes), &rows, &[("applicant", "head", false)]);
        tally.case(what, dossier, expected);
    }
    tally.is_complete(STAY);
    assert_eq!(ids(&Dossier::new(STAY, &json!({}), &[], &[])), set(&[]));
}

#[test]
fn boxes_are_computed_only_from_what_decides_them() {
    let text = |d: &Dossier, id: &str| match d.computed(id) {
        Some(Val::Str(s)) => Some(s.to_string()),
        None => None,
        Some(_) => panic!("{id}: not a text"),
    };
    let d = |changes: Json| Dossier::new(BIRTH, &with(birth(), &changes), &[], &[]);
    assert_eq!(text(&d(json!({})), "child.ethnicity").as_deref(), Some("01"));
    assert_eq!(text(&d(json!({"father.ethnicity": "02"})), "child.ethnicity"), None, "the parents agree on one");
    assert_eq!(text(&d(json!({"father.ethnicity": null})), "child.ethnicity"), None);
    assert_eq!(
        text(&d(json!({"father.ethnicity": null, "father.unknown": true})), "child.ethnicity").as_deref(),
        Some("01")
    );
    assert_eq!(text(&d(json!({})), "child.nationality").as_deref(), Some("VN"));
    assert_eq!(text(&d(json!({"father.nationality": "FR"})), "child.nationality"), None);
    assert_eq!(text(&d(json!({"father.nationality": null})), "child.nationality"), None);
    assert_eq!(
        text(&d(json!({})), "child.birthDateWords").as_deref(),
        Some("ngày hai mươi ba, tháng mười, năm hai nghìn không trăm hai mươi sáu")
    );

    let d =
        |changes: Json, same: bool| Dossier::new(STAY, &with(stay(), &changes), &[], &[("applicant", "head", same)]);
    assert!(d(json!({}), false).computed("request.address").is_some());
    assert!(d(json!({}), true).computed("request.address").is_none(), "a head's own old address is not the new one");
    assert_eq!(
        text(&d(json!({}), false), "request.content").as_deref(),
        Some(
            "Đăng ký tạm trú tại: 12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh; thời hạn từ ngày 01/12/2026 đến ngày 30/11/2028; lý do: đi làm."
        )
    );
    assert_eq!(
        text(
            &d(json!({"request.paperUnits": "Phường Bến Nghé, Quận 1", "request.reason": null}), false),
            "request.content"
        )
        .as_deref(),
        Some(
            "Đăng ký tạm trú tại: 12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh (giấy tờ chứng minh chỗ ở ghi: Phường Bến Nghé, Quận 1); thời hạn từ ngày 01/12/2026 đến ngày 30/11/2028."
        )
    );
    assert_eq!(text(&d(json!({"request.until": null}), false), "request.content"), None);
    assert_eq!(text(&d(json!({}), false), "agency").as_deref(), Some("Công an 26740"));
}

#[test]
fn a_complete_dossier_has_no_finding_of_any_kind() {
    let birth = Dossier::new(BIRTH, &birth(), &[], &[("applicant", "mother", true), ("applicant", "father", false)]);
    let stay = Dossier::new(STAY, &stay(), &[member()], &[("applicant", "head", false)]);
    for dossier in [birth, stay] {
        let findings = troly::validate::check(&dossier.definition, &dossier);
        let said: Vec<String> =
            findings.iter().map(|f| format!("{} {:?}: {}", f.code, f.paths, i18n::finding(f, "vi").what)).collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
    }
}

/// The requirements that the table of official boxes makes conditional, on dossiers that do and do not meet the condition.
#[test]
fn what_is_required_depends_on_what_the_notes_say() {
    let asked = |definition: &str, base: Json, changes: Json| -> BTreeSet<String> {
        let dossier = Dossier::new(definition, &with(base, &changes), &[], &[]);
        let findings = troly::validate::check(&dossier.definition, &dossier);
        let missing = findings.iter().filter(|f| ["required", "declaration.not-ticked"].contains(&&*f.code));
        missing.filter_map(|f| f.paths.first()).map(|p| p.as_str().to_owned()).collect()
    };
    let passport = json!({"kind": "passport", "number": "B1234567", "issuedBy": "Cục Quản lý xuất nhập cảnh", "issuedOn": "2024-01-01"});
    let birth_cases: [(&str, Json, &[&str]); 7] = [
        ("residences only without a number (R8)", json!({"mother.residence": null}), &[]),
        (
            "without a number",
            json!({"applicant.document": passport.clone(), "mother.document": passport.clone(), "mother.residence": null,
            "father.document": passport}),
            &["applicant.residence", "mother.residence", "father.residence"],
        ),
        ("the applicant's birth date is optional", json!({"applicant.birthDate": null}), &[]),
        (
            "married",
            json!({"marriage.number": null, "marriage.date": null, "marriage.agency": null}),
            &["marriage.agency", "marriage.date", "marriage.number"],
        ),
        (
            "not married",
            json!({"marriage.registered": false, "marriage.number": null, "marriage.date": null, "marriage.agency": null}),
            &[],
        ),
        ("copies", json!({"copies.count": null}), &["copies.count"]),
        ("no copies", json!({"copies.wanted": false, "copies.count": null}), &[]),
    ];
    for (what, changes, expected) in birth_cases {
        assert_eq!(asked(BIRTH, birth(), changes), set(expected), "{what}");
    }
    // A parent's boxes are asked for unless that parent is not determined (R7).
    let boxes = ["name", "birthDate", "ethnicity", "nationality", "document"];
    for parent in ["mother", "father"] {
        let empty: Json =
            boxes.iter().map(|b| (format!("{parent}.{b}"), Json::Null)).collect::<serde_json::Map<_, _>>().into();
        let empty = with(empty, &json!({"mother.residence": null}));
        let all = boxes.iter().map(|b| format!("{parent}.{b}")).collect();
        assert_eq!(asked(BIRTH, birth(), empty.clone()), all, "{parent}");
        let unknown = with(empty, &json!({format!("{parent}.unknown"): true}));
        assert_eq!(asked(BIRTH, birth(), unknown), set(&[]), "{parent} not determined");
    }
    let stay_cases: [(&str, Json, &[&str]); 5] = [
        ("no consent, no e-mail address, nobody else", json!({"applicant.email": null}), &[]),
        (
            "the owner through VNeID",
            json!({"consent.owner.how": "vneid"}),
            &["consent.owner.citizenId", "consent.owner.name"],
        ),
        (
            "a parent through VNeID",
            json!({"consent.parent.how": "vneid"}),
            &["consent.parent.citizenId", "consent.parent.name"],
        ),
        ("the owner on this form", json!({"consent.owner.how": "on-form"}), &["consent.owner.agreed"]),
        ("the declarant is the parent", json!({"consent.parent.how": "declarant"}), &[]),
    ];
    for (what, changes, expected) in stay_cases {
        assert_eq!(asked(STAY, stay(), changes), set(expected), "{what}");
    }
}

#[test]
fn what_is_required_is_asked_for_with_its_law() {
    let dossier = Dossier::new(BIRTH, &json!({}), &[], &[]);
    let findings = troly::validate::check(&dossier.definition, &dossier);
    assert!(findings.len() > 15, "{} findings", findings.len());
    for f in findings {
        assert!(["required", "declaration.not-ticked"].contains(&&*f.code), "{}", f.code);
        assert!(i18n::finding(&f, "vi").why.is_some_and(|law| law.chars().count() > 10), "{:?}", f.paths);
    }
}
