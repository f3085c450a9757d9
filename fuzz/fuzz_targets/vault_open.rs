//! Envelopes and objects of any bytes: refused with a code, or what was sealed. Then the same bytes as what an authentic
//! head holds, which no forger gets to write, but a later version of ours may.
#![no_main]

use libfuzzer_sys::fuzz_target;
use troly::vault::{Credential, Envelope, Head, Id, Key, Method, open_envelope, open_object};

/// With the length and check sum that it should have, as somebody who means it would write it.
fn mended(bytes: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let mut out = bytes.to_vec();
    if out.len() >= 18 {
        let end = out.len() - 8;
        out[..5].copy_from_slice(b"TLYV\x01");
        out[6..10].copy_from_slice(&((end - 10) as u32).to_be_bytes());
        let sum = Sha256::digest(&out[..end]);
        out[end..].copy_from_slice(&sum[..8]);
    }
    out
}

fuzz_target!(|bytes: &[u8]| {
    let key = Key::from_bytes(b"the key of the vault of vectors.");
    let secret = b"32 bytes that a passkey gives...";
    for bytes in [bytes.to_vec(), mended(bytes)] {
        // A passphrase is not derived here: at 30 ms each, nothing would be found
        if let Ok(Envelope { method: Method::Secret { .. }, .. }) = Envelope::read(&bytes) {
            let _ = open_envelope(&bytes, &Credential::Secret(secret, b""));
        }
        let _ = open_object(&key, Id([0xA1; 16]), &bytes);
    }
    if let Ok(head) = Head::from_bytes(bytes, u32::MAX) {
        assert!(head.to_bytes().bytes() == bytes, "there is one way to write a head");
    }
});
