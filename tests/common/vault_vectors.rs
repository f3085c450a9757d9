//! Runs a vector: its text in, what came of it out, line by line. No file is read here, so that it runs in wasm as well.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use troly::vault::{
    Argon, Change, Content, Credential, Envelope, Error, Id, Key, MemoryStore, Meta, NoRandom, Random, Sealed, Vault,
    open_envelope, open_export, open_object, open_object_as, ready, self_test,
};

/// Version of the objects' insides that the vectors were made with.
const SCHEMA: u32 = 1;

/// What a vector gives, and what it should give.
pub fn run(text: &str) -> Result<(Vec<String>, Vec<String>), String> {
    let vector: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let expected = vector["expect"].as_array().ok_or("no expect")?;
    let expected = expected.iter().map(|l| l.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or("no text")?;
    Ok((gives(&vector).ok_or("not such a vector")?, expected))
}

fn gives(vector: &Value) -> Option<Vec<String>> {
    let secret = match &vector["secret"] {
        Value::Null => [0; 32],
        hex => bytes(hex)?.try_into().ok()?,
    };
    let credential = match vector["passphrase"].as_str() {
        Some(text) => Credential::Passphrase(text, Argon::LEAST),
        None => Credential::Secret(&secret, b""),
    };
    match vector["what"].as_str()? {
        "envelope" => Some(vec![outcome(open_key(vector, &credential)?)]),
        "object" => {
            let key = Key::from_bytes(&secret);
            let meta = Meta {
                sealed: Sealed::from_number(vector["type"].as_u64()? as u8)?,
                id: id(&vector["id"])?,
                generation: vector["generation"].as_u64()?,
            };
            Some(vec![outcome(open_object_as(&key, id(&vector["vault"])?, meta, &bytes(&vector["bytes"])?))])
        }
        "export" => Some(match open_export(&bytes(&vector["bytes"])?, SCHEMA, &credential) {
            Err(error) => vec![outcome(Err(error))],
            Ok(file) => {
                let remarks = file.remarks.iter().map(|e| format!("remark {}", e.code()));
                let entries = file.entries.into_iter().map(|e| format!("{}: {}", name(e.entry.id), outcome(e.content)));
                let about = format!("file of {}, generation {}", file.created, file.generation);
                std::iter::once(about).chain(remarks).chain(entries).collect()
            }
        }),
        "store" => store(&vector["store"], &vector["seen"], &credential),
        _ => None,
    }
}

/// Opens a vault that lies in a store.
fn store(stored: &Value, seen: &Value, credential: &Credential) -> Option<Vec<String>> {
    let mut memory = MemoryStore::default();
    let map = |value: &Value| -> Option<BTreeMap<Id, Vec<u8>>> {
        value.as_object()?.iter().map(|(name, hex)| Some((parse_id(name)?, bytes(hex)?))).collect()
    };
    if !stored.is_null() {
        let change = Change {
            vault: id(&stored["vault"])?,
            expected: None,
            generation: stored["generation"].as_u64()?,
            head: bytes(&stored["head"])?,
            put_envelopes: map(&stored["envelopes"])?.into_iter().collect(),
            drop_envelopes: Vec::new(),
            put_slots: map(&stored["slots"])?.into_iter().collect(),
            drop_slots: Vec::new(),
            strict: true,
        };
        memory.apply(&change).ok()?;
    }
    let before = memory.clone();
    let mut vault = Vault::new(memory, Nothing, self_test().ok()?, SCHEMA, 1000);
    if let Some(generation) = seen.as_u64() {
        vault.remember(id(&stored["vault"])?, generation);
    }
    let lines = match ready(vault.unlock(credential, 1))? {
        Err(error) => vec![outcome(Err(error))],
        Ok(opened) => {
            let all = ready(vault.get_all(1))?.ok()?;
            let lines = all.into_iter().map(|(entry, content)| format!("{}: {}", name(entry.id), outcome(content)));
            std::iter::once(format!("unlocked, generation {}", opened.generation)).chain(lines).collect()
        }
    };
    // Whatever it is, reading touches nothing
    (*vault.store() == before).then_some(lines)
}

/// No randomness is needed to read.
struct Nothing;

impl Random for Nothing {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), NoRandom> {
        Err(NoRandom)
    }
}

/// A key is not shown: what it is, is known by the object that it opens.
fn open_key(vector: &Value, credential: &Credential) -> Option<Result<Content, Error>> {
    let inside = bytes(&vector["inside"])?;
    let envelope = bytes(&vector["bytes"])?;
    let opened = open_envelope(&envelope, credential)
        .and_then(|key| open_object(&key, Envelope::read(&envelope)?.vault, &inside));
    Some(opened.map(|(_, content)| content))
}

fn outcome(result: Result<Content, Error>) -> String {
    match result {
        Ok(content) => {
            let hash = Sha256::digest(content.bytes());
            format!("opens {}", hash.iter().map(|b| format!("{b:02x}")).collect::<String>())
        }
        Err(error) => error.code().to_owned(),
    }
}

fn bytes(hex: &Value) -> Option<Vec<u8>> {
    let hex = hex.as_str().filter(|h| h.len() % 2 == 0 && h.is_ascii())?;
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).ok()).collect()
}

fn parse_id(hex: &str) -> Option<Id> {
    Some(Id(bytes(&Value::from(hex))?.try_into().ok()?))
}

fn id(hex: &Value) -> Option<Id> {
    parse_id(hex.as_str()?)
}

fn name(id: Id) -> String {
    id.0.iter().map(|b| format!("{b:02x}")).collect()
}
