//! Forms that ask for the parts of a name: filled where a name can be taken apart in one way only, offered otherwise.

mod common;

use common::{add_card, cast, day, form, short};
use std::rc::Rc;
use troly::{
    definition::{Definition, Path},
    dossier::{Action, AnswerState, Dossier},
    prefill::EmptyReason,
};

const PARTS: &str = r#"
    {"id":"family","type":"person-name","upper":true,"label":"x","fill":"applicant.person.name.family"},
    {"id":"middle","type":"text","label":"x","fill":"applicant.person.name.middle"},
    {"id":"given","type":"text","label":"x","fill":"applicant.person.name.given"},
    {"id":"forenames","type":"person-name","label":"x","fill":"applicant.person.name.forenames"},
    {"id":"butGiven","type":"person-name","label":"x","fill":"applicant.person.name.family-middle"},
    {"id":"whole","type":"person-name","label":"x","compute":"family + \" \" + forenames"}"#;

fn filled(definition: &Rc<Definition>, name: &str) -> Dossier {
    let mut dossier = Dossier::new(definition.clone(), day("2026-11-27"));
    let card = format!("001193045678||{name}|25071993|Nữ|12 Nguyễn Huệ, Sài Gòn, TP. Hồ Chí Minh|20082025||||");
    let person = add_card(&mut dossier, &card);
    cast(&mut dossier, "applicant", &person);
    dossier
}

fn value(dossier: &Dossier, id: &str) -> Option<String> {
    dossier.answer(&Path::field(id)).and_then(|a| a.value.as_ref()).map(short)
}

fn offered(dossier: &Dossier, id: &str) -> Vec<String> {
    dossier.answer(&Path::field(id)).expect("a box").proposals.iter().map(|p| short(&p.value)).collect()
}

#[test]
fn a_name_that_has_one_reading_fills_its_parts() {
    let definition = form(PARTS, "");
    let dossier = filled(&definition, "Nguyễn Thị Minh Khai");
    for (id, part) in [
        ("family", "NGUYỄN"),
        ("middle", "Thị Minh"),
        ("given", "Khai"),
        ("forenames", "Thị Minh Khai"),
        ("butGiven", "Nguyễn Thị Minh"),
    ] {
        assert_eq!(value(&dossier, id).as_deref(), Some(part), "{id}");
        let answer = dossier.answer(&Path::field(id)).expect("a box");
        let steps = &answer.origin.as_ref().expect("a source").steps;
        assert_eq!((&*steps[0].code, steps[0].before.as_deref()), ("name.part", Some("Nguyễn Thị Minh Khai")), "{id}");
    }
    assert_eq!(value(&dossier, "whole").as_deref(), Some("NGUYỄN Thị Minh Khai"), "joined again by a rule");
    let codes: Vec<_> = dossier.findings().iter().map(|f| f.code.clone()).collect();
    assert!(codes.is_empty(), "a family name of one word is no name that lacks words: {codes:?}");
    let short_name = filled(&definition, "Lê Lợi");
    assert_eq!(value(&short_name, "middle"), None);
    assert_eq!(short_name.answer(&Path::field("middle")).expect("a box").empty, Some(EmptyReason::NotStated));
}

#[test]
fn a_name_with_several_readings_is_asked_about() {
    for (name, families, forenames) in [
        ("Nguyễn Trần Bảo An", &["NGUYỄN", "NGUYỄN TRẦN"][..], &["Trần Bảo An", "Bảo An"][..]),
        ("Tôn Nữ Hoàng Anh", &["TÔN NỮ", "TÔN"], &["Hoàng Anh", "Nữ Hoàng Anh"]),
        ("Y Thanh Niê", &["Y", "NIÊ"], &["Thanh Niê", "Y Thanh"]),
        ("Âu Dương", &["ÂU"], &["Dương"]),
        ("Bảo", &[], &["Bảo"]),
    ] {
        let mut dossier = filled(&form(PARTS, ""), name);
        for id in ["family", "middle", "given", "forenames", "butGiven", "whole"] {
            assert_eq!(value(&dossier, id), None, "{name}: nothing is filled in silence");
        }
        assert_eq!(offered(&dossier, "family"), families, "{name}");
        assert_eq!(offered(&dossier, "forenames"), forenames, "{name}");
        let answer = dossier.answer(&Path::field("forenames")).expect("a box").clone();
        assert_eq!(answer.empty, Some(EmptyReason::Choose));
        assert!(answer.proposals.iter().all(|p| p.unofficial && &*p.origin.steps[0].code == "name.part"));
        dossier.reduce(Action::Accept { path: Path::field("forenames"), index: 0 });
        let taken = dossier.answer(&Path::field("forenames")).expect("a box");
        assert_eq!(
            (value(&dossier, "forenames").as_deref(), taken.state),
            (Some(forenames[0]), AnswerState::Confirmed)
        );
    }
}
