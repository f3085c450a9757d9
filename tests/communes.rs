//! Choices among provinces and communes: what is right, what is filled from an address, what only the units can tell.

mod common;

use common::{add_card, cast, day, form, form_text, short, units};
use std::rc::Rc;
use troly::{
    address::AddressBook,
    definition::{
        self, Definition, Draft, Path,
        diff::{ChangeKind, diff},
    },
    dossier::{Action, AnswerState, Dossier, PeopleAction},
    record::read_stated,
    value::Value,
};

const MOTHER: &str = "001193045678||Nguyễn Thị Thu Hà|25071993|Nữ|12 Nguyễn Huệ, Sài Gòn, TP. Hồ Chí Minh|20082025||||";
/// Lives in a ward that was split between two communes with no rule for its people.
const SPLIT: &str =
    "079090012354||Đỗ Quang Huy|02021990|Nam|7 Phó Đức Chính, Nguyễn Thái Bình, Quận 1, TP. Hồ Chí Minh|20052021";

const PLACES: &str = r#"
    {"id":"province","type":"choice","list":"provinces","label":"x","fill":"applicant.person.address.residence"},
    {"id":"commune","type":"choice","list":"communes","within":"province","label":"x","fill":"applicant.person.address.residence"},
    {"id":"line","type":"text","label":"x","fill":"applicant.person.address.residence"},
    {"id":"home","type":"address","label":"x"}"#;

fn start(definition: &Rc<Definition>, data: &str) -> Dossier {
    Dossier::from_data(definition.clone(), day("2026-11-27"), data).unwrap_or_else(|e| panic!("{e:?}"))
}

fn codes(dossier: &Dossier) -> Vec<String> {
    dossier.findings().iter().map(|f| format!("{} {}", f.code, f.paths[0].as_str())).collect()
}

fn load(dossier: &mut Dossier) {
    dossier.reduce(Action::UnitsLoaded(Rc::new(units())));
}

/// Where a birth or a marriage was registered stays as the paper prints it; only where somebody lives becomes an address of today.
#[test]
fn places_that_a_paper_names_as_its_own_are_never_converted() {
    let form = form(
        r#"{"id":"born","type":"text","label":"x","fill":"applicant.person.birth.place"},
        {"id":"registered","type":"text","label":"x","fill":"applicant.person.birth.registration.agency"},
        {"id":"married","type":"text","label":"x","fill":"applicant.person.marriage.agency"},
        {"id":"home","type":"address","label":"x","fill":"applicant.person.address.residence"}"#,
        "",
    );
    let printed = [
        ("born", "person.birth.place", "Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh"),
        ("registered", "person.birth.registration.agency", "UBND xã Tân Lập, huyện Đan Phượng, Hà Tây"),
        ("married", "person.marriage.agency", "Ủy ban nhân dân Phường 5, Quận 3, TP. Hồ Chí Minh"),
        ("home", "person.address.residence", "12 Lê Lợi, Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh"),
    ];
    let attributes: Vec<String> = printed.iter().map(|(_, name, text)| format!(r#""{name}": "{text}""#)).collect();
    let record = format!(
        r#"{{"troly-record": 1, "kind": "residence-confirmation", "importer": 1, "people": [{{"id": "a", "attributes":
        {{"person.name": "Trần Thị Bích Ngọc", "person.birth.date": "1990-01-15", {}}}}}]}}"#,
        attributes.join(", ")
    );
    let mut dossier = start(&form, "{}");
    load(&mut dossier);
    dossier.reduce(PeopleAction::AddRecord(read_stated(&record).expect("a sound record")).into());
    let person = dossier.people()[0].id.clone();
    cast(&mut dossier, "applicant", &person);
    for (id, _, text) in printed {
        let value = dossier.answer(&Path::field(id)).and_then(|a| a.value.clone()).map(|v| short(&v));
        let wanted = if id == "home" { "12 Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh" } else { text };
        assert_eq!(value.as_deref(), Some(wanted), "{id}");
    }
}

#[test]
fn a_commune_that_does_not_exist_is_an_error_once_the_units_are_there() {
    let form = form(PLACES, "");
    for (data, before, after) in [
        (r#"{"home":{"commune":"99999","province":"79"}}"#, &[][..], &["address.code home"][..]),
        (r#"{"home":{"commune":"26740","province":"79"}}"#, &[], &[]),
        (r#"{"home":{"commune":"2674","province":"79"}}"#, &["address.code home"], &["address.code home"]),
        (r#"{"commune":"99999"}"#, &[], &["choice.unknown commune"]),
        (r#"{"commune":"2674"}"#, &["choice.unknown commune"], &["choice.unknown commune"]),
        (r#"{"commune":"26740"}"#, &[], &[]),
        (r#"{"commune":"26740","province":"79"}"#, &[], &[]),
        (r#"{"commune":"26740","province":"01"}"#, &[], &["choice.outside commune"]),
        (r#"{"province":"99"}"#, &["choice.unknown province"], &["choice.unknown province"]),
    ] {
        let mut dossier = start(&form, data);
        assert_eq!(codes(&dossier), before, "{data}, without the units");
        load(&mut dossier);
        assert_eq!(codes(&dossier), after, "{data}");
    }
}

#[test]
fn another_province_has_the_commune_looked_at_again() {
    let mut dossier = start(&form(PLACES, ""), r#"{"commune":"26740","province":"79"}"#);
    load(&mut dossier);
    let outcome = dossier.reduce(Action::Edit { path: Path::field("province"), value: Value::text("01") });
    assert!(outcome.paths.contains(&Path::field("commune")));
    assert_eq!(codes(&dossier), ["choice.outside commune"]);
    dossier.reduce(Action::Edit { path: Path::field("province"), value: None });
    assert_eq!(codes(&dossier), [""; 0], "no province, nothing to be outside of");
}

#[test]
fn in_a_row_the_province_is_the_one_of_the_row() {
    let columns = r#"{"id":"province","type":"choice","list":"provinces","label":"x"},
        {"id":"commune","type":"choice","list":"communes","within":"province","label":"x"},
        {"id":"other","type":"choice","list":"communes","within":"around","label":"x"}"#;
    let form = form(
        &format!(
            r#"{{"id":"around","type":"choice","list":"provinces","label":"x"}},
               {{"id":"places","type":"group","label":"x","fields":[{columns}]}}"#
        ),
        "",
    );
    let mut dossier = start(
        &form,
        r#"{"around":"01","places":[{"province":"79","commune":"26740","other":"26740"},{"province":"01","commune":"26740"}]}"#,
    );
    load(&mut dossier);
    assert_eq!(codes(&dossier), ["choice.outside places/r1/other", "choice.outside places/r2/commune"]);
    let province = |row, column| dossier.province_of(&Path::cell("places", row, column));
    assert_eq!(province("r1", "commune").as_deref(), Some("79"));
    assert_eq!(province("r2", "commune").as_deref(), Some("01"));
    assert_eq!(province("r1", "other").as_deref(), Some("01"));
    assert_eq!(province("r1", "province"), None);
}

#[test]
fn a_name_that_was_typed_is_turned_into_its_code() {
    let mut dossier = start(&form(PLACES, ""), "{}");
    load(&mut dossier);
    for (typed, code) in [
        ("Phường Sài Gòn, Thành phố Hồ Chí Minh", Some("26740")),
        ("phuong sai gon tphcm", Some("26740")),
        ("Nguyễn Thái Bình, Quận 1, TP. Hồ Chí Minh", None),
        ("chưa rõ", None),
    ] {
        dossier.reduce(Action::Edit { path: Path::field("commune"), value: Value::text(typed) });
        assert_eq!(codes(&dossier), ["choice.unknown commune"], "{typed}");
        let fix = dossier.findings().first().and_then(|f| f.fix.as_ref()).and_then(|f| f.set[0].1.clone());
        assert_eq!(fix, code.and_then(Value::text), "{typed}");
    }
}

#[test]
fn an_address_gives_its_commune_and_its_province_and_says_so() {
    let mut dossier = start(&form(PLACES, ""), "{}");
    let person = add_card(&mut dossier, MOTHER);
    cast(&mut dossier, "applicant", &person);
    load(&mut dossier);
    for (id, code) in [("province", "79"), ("commune", "26740")] {
        let answer = dossier.answer(&Path::field(id)).expect("a box");
        assert_eq!((&answer.value, answer.state), (&Value::text(code), AnswerState::Proposed), "{id}");
        let last = answer.origin.as_ref().and_then(|o| o.steps.last()).expect("what was done to it");
        assert_eq!(&*last.code, "address.part");
        assert!(last.before.as_ref().is_some_and(|b| b.contains("Phường Sài Gòn")));
    }
    // What is chosen in one of them is no whole address that others could take over.
    dossier.reduce(Action::Edit { path: Path::field("commune"), value: Value::text("00004") });
    let line = dossier.answer(&Path::field("line")).and_then(|a| a.value.as_ref()).map(common::short);
    assert!(line.is_some_and(|l| l.starts_with("12 Nguyễn Huệ")));
}

#[test]
fn where_the_law_leaves_several_communes_they_are_offered() {
    let mut dossier = start(&form(PLACES, ""), "{}");
    let person = add_card(&mut dossier, SPLIT);
    cast(&mut dossier, "applicant", &person);
    load(&mut dossier);
    let commune = dossier.answer(&Path::field("commune")).expect("a box").clone();
    assert_eq!(commune.value, None);
    assert!(commune.proposals.len() > 1 && commune.proposals.iter().all(|p| p.unofficial));
    // What is chosen is remembered for that address: the line follows.
    dossier.reduce(Action::Accept { path: Path::field("commune"), index: 1 });
    let chosen = commune.proposals[1].value.as_text().expect("a code").to_owned();
    let name = units().commune(&chosen).expect("a commune").name;
    let line = dossier.answer(&Path::field("line")).and_then(|a| a.value.as_ref()).map(common::short);
    assert!(line.as_ref().is_some_and(|l| l.contains(&name)), "{line:?} has {name}");
}

#[test]
fn ethnic_groups_are_no_provinces() {
    let field = r#"{"id":"group","type":"choice","list":"ethnic-groups","label":"x","fill":"applicant.person.address.residence"}"#;
    let mut dossier = start(&form(field, ""), "{}");
    let person = add_card(&mut dossier, MOTHER);
    cast(&mut dossier, "applicant", &person);
    load(&mut dossier);
    assert_eq!(dossier.answer(&Path::field("group")).expect("a box").value, None, "codes 01 to 54 mean something else");
}

#[test]
fn rules_know_the_label_once_the_units_are_there() {
    let fields = r#"{"id":"commune","type":"choice","list":"communes","label":"x"},
        {"id":"said","type":"text","label":"x","compute":"label(commune)"}"#;
    let mut dossier = start(&form(fields, ""), r#"{"commune":"26740"}"#);
    let said = |d: &Dossier| d.answer(&Path::field("said")).and_then(|a| a.value.as_ref()).map(common::short);
    assert_eq!(said(&dossier).as_deref(), Some("26740"));
    load(&mut dossier);
    assert_eq!(said(&dossier).as_deref(), Some("Phường Sài Gòn, Thành phố Hồ Chí Minh"));
}

#[test]
fn the_search_keeps_to_a_province() {
    let units = units();
    let found = |typed: &str, province: &str| -> Vec<String> {
        AddressBook::search(&units, typed, province, 40).into_iter().map(|hit| hit.commune.code).collect()
    };
    assert!(found("sai gon", "").contains(&"26740".to_owned()));
    assert_eq!(found("sai gon", "79")[0], "26740");
    assert!(!found("sai gon", "01").contains(&"26740".to_owned()));
    assert!(found("ben nghe", "79").contains(&"26740".to_owned()), "by a former name");
    // A name that many provinces have, and a province whose communes are far down the list.
    let inside = found("tan phu", "96");
    assert!(inside.iter().all(|code| units.commune(code).is_some_and(|c| c.province == "96")));
    assert_eq!(found("", "46").len(), 40, "nothing typed: all of them, so many as are drawn");
    assert_eq!(found("", "").len(), 0);
}

#[test]
fn the_derived_schema_asks_for_five_digits() {
    let schema = definition::schema(&form(PLACES, ""), Draft::Draft2020).to_text();
    assert!(schema.contains(r#""commune":{"title":"x","type":"string","pattern":"^[0-9]{5}$"}"#), "{schema}");
    assert!(schema.contains(r##""$ref":"#/$defs/provinces""##));
}

#[test]
fn a_definition_says_no_to_what_cannot_be() {
    let province = r#"{"id":"province","type":"choice","list":"provinces","label":"x"}"#;
    for (field, code, pointer) in [
        (r#"{"id":"c","type":"choices","list":"communes","label":"x"}"#, "value.unknown", "list"),
        (r#"{"id":"c","type":"choice","list":"communes","within":"nowhere","label":"x"}"#, "field.unknown", "within"),
        (r#"{"id":"c","type":"choice","list":"communes","within":"c","label":"x"}"#, "field.unknown", "within"),
        (
            r#"{"id":"c","type":"choice","list":"countries","within":"province","label":"x"}"#,
            "key.not-applicable",
            "within",
        ),
        (r#"{"id":"c","type":"text","within":"province","label":"x"}"#, "key.not-applicable", "within"),
        (r#"{"id":"c","type":"choice","list":"communes","default":"Sài Gòn","label":"x"}"#, "type.wrong", "default"),
    ] {
        let errors = definition::parse(&form_text(&format!("{province},{field}"), "")).expect_err(field);
        let said: Vec<(&str, &str)> = errors.iter().map(|d| (d.code.code(), &*d.pointer)).collect();
        let pointer = format!("/steps/0/sections/0/fields/1/{pointer}");
        assert_eq!(said.len(), 1, "{field}: {said:?}");
        assert!(said[0].0.ends_with(code) && said[0].1 == pointer, "{field}: {said:?}");
    }
}

#[test]
fn a_new_version_says_when_other_communes_may_stand_there() {
    let free = r#"{"id":"p","type":"choice","list":"provinces","label":"x"},{"id":"c","type":"choice","list":"communes","label":"x"}"#;
    let bound = free.replace(r#""communes""#, r#""communes","within":"p""#);
    let other = free.replace("communes", "countries");
    let between = |old: &str, new: &str| -> Vec<(ChangeKind, String)> {
        let found = diff(&form(old, ""), &form(new, ""));
        found.into_iter().map(|d| (d.kind, d.id.to_string())).collect()
    };
    assert_eq!(between(free, free), []);
    assert_eq!(between(free, &bound), [(ChangeKind::Constraint, "c".to_owned())]);
    assert_eq!(between(free, &other), [(ChangeKind::Constraint, "c".to_owned())]);
}
