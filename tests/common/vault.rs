//! What the tests of the vault share.
#![allow(dead_code)] // each test binary uses a part

use troly::vault::{Argon, Credential, Id, NoRandom, Random};

/// Random numbers that are the same each time: a test that fails can be looked at again. SplitMix64, in no way secret.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| self.next() as u8).collect()
    }

    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        core::array::from_fn(|_| self.next() as u8)
    }
}

impl Random for Numbers {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        bytes.iter_mut().for_each(|b| *b = self.next() as u8);
        Ok(())
    }
}

pub fn id(n: u8) -> Id {
    Id([n; 16])
}

/// With the least that is accepted, so that a test is not slow.
pub fn passphrase(text: &str) -> Credential<'_> {
    Credential::Passphrase(text, Argon::LEAST)
}

pub fn secret(bytes: &[u8; 32]) -> Credential<'_> {
    Credential::Secret(bytes, b"credential-1")
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2) && text.is_ascii(), "whole bytes");
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("hexadecimal")).collect()
}
