//! Export files of any bytes: refused with a code, or opened, each entry for itself. Then files whose authentic list is any
//! bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};
use troly::vault::{Credential, Id, Key, Meta, Sealed, open_export, seal_envelope, seal_object};

const VAULT: Id = Id([0xA1; 16]);
const SECRET: [u8; 32] = *b"32 bytes that a passkey gives...";

fn check(bytes: &[u8]) {
    let credential = Credential::Secret(&SECRET, b"");
    if let Ok(file) = open_export(bytes, 1, &credential) {
        assert!(file.entries.windows(2).all(|two| two[0].entry.id < two[1].entry.id), "in order, and none twice");
    }
}

/// A file whose block is authentic, with this list and whatever comes behind.
fn file(list: &[u8], records: &[u8]) -> Option<Vec<u8>> {
    let mut n = 0u8;
    let mut counting = |bytes: &mut [u8]| {
        bytes.iter_mut().for_each(|b| {
            n = n.wrapping_add(1);
            *b = n;
        });
        Ok(())
    };
    let key = Key::from_bytes(b"the key of the vault of vectors.");
    let way = Credential::Secret(&SECRET, b"");
    let envelope = seal_envelope(&key, VAULT, Id([1; 16]), 1, &way, &mut counting).ok()?;
    let meta = Meta { sealed: Sealed::Manifest, id: VAULT, generation: 1 };
    let manifest = seal_object(&key, VAULT, meta, list, &mut counting).ok()?;
    let mut block = b"TLYX\x01".to_vec();
    block.extend((16 + 1 + 4 + envelope.len() as u32 + 4 + manifest.len() as u32).to_be_bytes());
    block.extend(VAULT.0);
    block.push(1);
    for part in [&envelope, &manifest] {
        block.extend((part.len() as u32).to_be_bytes());
        block.extend(part);
    }
    let sum = Sha256::digest(&block);
    block.extend(&sum[..8]);
    Some([&block[..], records, &block, &(block.len() as u32).to_be_bytes(), b"XYLT"].concat())
}

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    // The first byte says how much of the rest is the list
    if let Some((at, rest)) = bytes.split_first() {
        let (list, records) = rest.split_at((*at as usize * 4).min(rest.len()));
        if let Some(file) = file(list, records) {
            check(&file);
        }
    }
});
