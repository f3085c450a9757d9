//! The short forms by which papers without a machine form are typed in, in our own language: `records/`.

use super::RecordKind;

const FORMS: &[(&str, &str)] = &[
    ("birth-certificate", include_str!("../../records/birth-certificate.json")),
    ("marriage-certificate", include_str!("../../records/marriage-certificate.json")),
    ("residence-confirmation", include_str!("../../records/residence-confirmation.json")),
    ("health-insurance", include_str!("../../records/health-insurance.json")),
    ("driving-licence", include_str!("../../records/driving-licence.json")),
    ("passport", include_str!("../../records/passport.json")),
    ("business-household", include_str!("../../records/business-household.json")),
];

/// The short form by which a kind of paper is typed in, as its authors wrote it.
pub fn short_form(kind: RecordKind) -> Option<&'static str> {
    FORMS.iter().find(|(id, _)| *id == kind.entry().form).map(|(_, text)| *text)
}
