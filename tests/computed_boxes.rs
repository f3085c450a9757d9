//! What the official procedures work out themselves, on their valid dossiers: a box is computed from what decides it, and
//! stays empty while that is not known or leaves a choice.

mod common;

use common::{day, file, procedure, short, units};
use serde_json::{Value as Json, json};
use std::rc::Rc;
use troly::{
    definition::Path,
    dossier::{Action, Dossier, PeopleAction},
};

/// What stands in a box of a valid dossier after changes (`null` empties), when nobody has answered the box itself.
fn computed(id: &str, name: &str, changes: &Json, field: &str) -> Option<String> {
    let path = format!("tests/fixtures/dossiers/{id}/valid/{name}.json");
    let case: Json = serde_json::from_str(&file(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut data = case["data"].clone();
    let changes = changes.as_object().expect("an object");
    for (at, value) in changes.iter().chain([(&field.to_owned(), &Json::Null)]) {
        let (parent, last) =
            at.rsplit_once('.').map_or((String::new(), &**at), |(p, l)| (format!("/{}", p.replace('.', "/")), l));
        if let Some(object) = data.pointer_mut(&parent).and_then(Json::as_object_mut) {
            object.remove(last);
            if !value.is_null() {
                object.insert(last.to_owned(), value.clone());
            }
        }
    }
    let today = day(case["today"].as_str().expect("today"));
    let mut dossier =
        Dossier::from_data(procedure(id), today, &data.to_string()).unwrap_or_else(|e| panic!("{path}: {e:?}"));
    for (role, as_role) in case["cast"].as_object().into_iter().flatten() {
        let as_role = as_role.as_str().expect("a role").into();
        dossier.reduce(PeopleAction::SamePerson { role: role.as_str().into(), as_role }.into());
    }
    dossier.reduce(Action::UnitsLoaded(Rc::new(units())));
    dossier.answer(&Path::field(field))?.value.as_ref().map(short)
}

#[test]
fn a_child_is_what_both_parents_are() {
    let of = |field: &str, changes: Json| computed("1.001193", "married-parents", &changes, field);
    assert_eq!(of("child.ethnicity", json!({})).as_deref(), Some("01"));
    assert_eq!(of("child.ethnicity", json!({"father.ethnicity": "02"})), None, "the parents agree on one");
    assert_eq!(of("child.ethnicity", json!({"father.ethnicity": null})), None);
    assert_eq!(of("child.nationality", json!({})).as_deref(), Some("VN"));
    assert_eq!(of("child.nationality", json!({"father.nationality": "FR"})), None, "they agree in writing");
    assert_eq!(of("child.nationality", json!({"father.nationality": null})), None);
    for field in ["child.ethnicity", "child.nationality"] {
        assert!(computed("1.001193", "single-mother", &json!({}), field).is_some(), "{field}: the mother's");
        assert_eq!(computed("1.001193", "foundling", &json!({}), field), None, "{field}: nobody's");
    }
}

#[test]
fn a_date_is_written_in_words() {
    let of =
        |date: Json| computed("1.001193", "married-parents", &json!({"child.birthDate": date}), "child.birthDateWords");
    let words = "ngày hai mươi ba, tháng mười, năm hai nghìn không trăm hai mươi sáu";
    assert_eq!(of(json!("2026-10-23")).as_deref(), Some(words));
    assert_eq!(of(Json::Null), None);
}

#[test]
fn a_stay_is_described_in_item_10() {
    let of = |name: &str, changes: Json| computed("1.004194", name, &changes, "request.content");
    assert_eq!(
        of("wife-joins-husband", json!({})).as_deref(),
        Some(
            "Đăng ký tạm trú tại: 12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh; thời hạn từ ngày 01/12/2026 đến ngày 30/11/2028; lý do: đi làm."
        )
    );
    assert_eq!(
        of("paper-with-the-former-ward", json!({"request.reason": null})).as_deref(),
        Some(
            "Đăng ký tạm trú tại: 12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh (giấy tờ chứng minh chỗ ở ghi: Phường Bến Nghé, Quận 1); thời hạn từ ngày 01/12/2026 đến ngày 01/12/2028."
        )
    );
    assert_eq!(of("wife-joins-husband", json!({"request.until": null})), None);
}

/// That it is the head's when the head is another person is seen in `tests/fixtures/fill/ct01-applicant-and-head`.
#[test]
fn a_heads_own_old_address_is_not_the_new_one() {
    assert_eq!(computed("1.004194", "head-of-own-household", &json!({}), "request.address"), None);
}

#[test]
fn the_police_of_the_new_address_are_addressed() {
    let of = |changes: Json| computed("1.004194", "wife-joins-husband", &changes, "agency");
    assert_eq!(of(json!({})).as_deref(), Some("Công an phường Sài Gòn, Thành phố Hồ Chí Minh"));
    assert_eq!(of(json!({"request.address": null})), None);
}

#[test]
fn who_asks_for_a_certificate_and_what_for() {
    let of = |name: &str, changes: Json, field: &str| computed("1.004873", name, &changes, field);
    assert_eq!(of("casting-knows-it-is-the-same", json!({}), "applicant.relation").as_deref(), Some("self"));
    assert_eq!(of("son-for-widowed-father", json!({}), "applicant.relation"), None, "nobody was said to be the same");
    let purpose = of("divorced-marries-again", json!({}), "purpose.text").expect("with whom, and where");
    assert!(purpose.starts_with("Để đăng ký kết hôn với ông/bà "), "{purpose}");
    assert_eq!(of("divorced-marries-again", json!({"partner.name": null}), "purpose.text"), None);
    assert_eq!(of("divorced-marries-again", json!({"purpose.marriage": false}), "purpose.text"), None);
}

/// Two pages at 2,000 đồng, from the third 1,000 đồng, at most 200,000 đồng a copy.
#[test]
fn the_fee_of_certified_copies() {
    for (pages, copies, fee) in
        [(1, 1, 2_000), (2, 1, 4_000), (3, 2, 10_000), (197, 1, 199_000), (198, 1, 200_000), (500, 3, 600_000)]
    {
        let changes = json!({"original.pages": pages, "copies.count": copies});
        let computed = computed("2.000815", "one-page", &changes, "fee.total");
        assert_eq!(computed, Some(fee.to_string()), "{copies} copies of {pages} pages");
    }
    assert_eq!(computed("2.000815", "one-page", &json!({"original.pages": null}), "fee.total"), None);
}
