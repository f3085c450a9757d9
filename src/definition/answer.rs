//! Answers as JSON: a text, a number, yes or no, an array of codes, an ISO date, an address or a paper as an object, files as an array of
//! objects.

use super::{Field, FieldType};
use crate::{
    json::Json,
    value::{Address, FileInfo, IdentityDocument, Value},
};
use std::rc::Rc;

/// The JSON does not hold a value of this field's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongType;

/// A value as JSON.
pub fn value_to_json(value: &Value) -> Json {
    let text = |t: &String| Json::text(t);
    // Empty parts are left out, as everywhere in the data.
    let object = |entries: Vec<(&'static str, Json)>| {
        Json::object(entries.into_iter().filter(|(_, v)| v.as_text().is_none_or(|t| !t.is_empty())))
    };
    match value {
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(n) => Json::Int(*n),
        Value::Decimal(f) => Json::Float(*f),
        Value::Text(t) => Json::Text(t.clone()),
        Value::List(items) => Json::Array(items.iter().cloned().map(Json::Text).collect()),
        Value::Date(d) => Json::text(&d.to_string()),
        Value::Address(a) => object(vec![
            ("detail", text(&a.detail)),
            ("commune", text(&a.commune)),
            ("communeName", text(&a.commune_name)),
            ("province", text(&a.province)),
            ("provinceName", text(&a.province_name)),
            ("old", text(&a.old)),
        ]),
        Value::Document(d) => object(vec![
            ("kind", text(&d.kind)),
            ("number", text(&d.number)),
            ("issuedBy", text(&d.issued_by)),
            ("issuedOn", Json::text(&d.issued_on.map(|d| d.to_string()).unwrap_or_default())),
        ]),
        Value::Files(files) => {
            let one = |file: &FileInfo| {
                let size = Json::Int(i64::try_from(file.size).unwrap_or(i64::MAX));
                let texts = [("id", &file.id), ("name", &file.name), ("type", &file.media)];
                Json::object(texts.into_iter().map(|(k, t)| (k, Json::Text(t.clone()))).chain([("size", size)]))
            };
            Json::Array(files.iter().map(one).collect())
        }
    }
}

/// The value of a field from JSON. Whether it is a good answer is for the checks to say; here only its type counts.
///
/// # Errors
/// [`WrongType`] when the JSON holds something else.
pub fn value_from_json(field: &Field, json: &Json) -> Result<Value, WrongType> {
    value_of(field.kind, json)
}

/// The value of a type from JSON.
///
/// # Errors
/// [`WrongType`] when the JSON holds something else.
pub fn value_of(kind: FieldType, json: &Json) -> Result<Value, WrongType> {
    match (kind, json) {
        (FieldType::Group | FieldType::Note, _) => Err(WrongType),
        (FieldType::YesNo | FieldType::Declaration, Json::Bool(b)) => Ok(Value::Bool(*b)),
        (FieldType::Integer | FieldType::Money, _) => json.as_int().map(Value::Int).ok_or(WrongType),
        (FieldType::Number, Json::Int(n)) => Ok(Value::Decimal(*n as f64)),
        (FieldType::Number, Json::Float(f)) => Ok(Value::Decimal(*f)),
        (FieldType::Choices, Json::Array(items)) => {
            let codes: Option<Vec<Rc<str>>> = items.iter().map(|item| item.as_text().cloned()).collect();
            codes.filter(|codes| !codes.is_empty()).map(Value::List).ok_or(WrongType)
        }
        (FieldType::Attachment, Json::Array(items)) => {
            let files: Option<Vec<FileInfo>> = items.iter().map(file).collect();
            files.filter(|files| !files.is_empty()).map(|files| Value::Files(files.into())).ok_or(WrongType)
        }
        (FieldType::Date, Json::Text(t)) => t.parse().map(Value::Date).map_err(|_| WrongType),
        (FieldType::Address, Json::Object(entries)) => {
            let mut address = Address::default();
            for (key, value) in entries {
                let slot = match &**key {
                    "detail" => &mut address.detail,
                    "commune" => &mut address.commune,
                    "communeName" => &mut address.commune_name,
                    "province" => &mut address.province,
                    "provinceName" => &mut address.province_name,
                    "old" => &mut address.old,
                    _ => return Err(WrongType),
                };
                *slot = value.as_text().ok_or(WrongType)?.to_string();
            }
            Ok(Value::Address(Rc::new(address)))
        }
        (FieldType::IdentityDocument, Json::Object(entries)) => {
            let mut document = IdentityDocument::default();
            for (key, value) in entries {
                let text = value.as_text().ok_or(WrongType)?;
                match &**key {
                    "kind" => document.kind = text.to_string(),
                    "number" => document.number = text.to_string(),
                    "issuedBy" => document.issued_by = text.to_string(),
                    "issuedOn" => document.issued_on = Some(text.parse().map_err(|_| WrongType)?),
                    _ => return Err(WrongType),
                }
            }
            Ok(Value::Document(Rc::new(document)))
        }
        (
            FieldType::YesNo
            | FieldType::Declaration
            | FieldType::Number
            | FieldType::Choices
            | FieldType::Attachment
            | FieldType::Date
            | FieldType::Address
            | FieldType::IdentityDocument,
            _,
        ) => Err(WrongType),
        (_, Json::Text(t)) => Value::text(t).ok_or(WrongType),
        _ => Err(WrongType),
    }
}

fn file(json: &Json) -> Option<FileInfo> {
    let text = |key: &str| json.get(key)?.as_text().cloned();
    let size = json.get("size")?.as_int()?.try_into().ok()?;
    let known = json.entries().len() == 4;
    known.then_some(FileInfo { id: text("id")?, name: text("name")?, media: text("type")?, size })
}
