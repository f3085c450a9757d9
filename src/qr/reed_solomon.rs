//! Reed–Solomon correction over GF(2⁸) with the polynomial x⁸+x⁴+x³+x²+1 and the generator roots α⁰…αⁿ⁻¹ (ISO/IEC 18004:2015,
//! 7.5.2 and annex B): unknown errors and, where the caller knows which codewords are doubtful, erasures as well.

/// The most check codewords that a block of any version has (ISO/IEC 18004:2015, table 9).
const MAX_CHECK: usize = 30;

/// α⁰…α²⁵⁴ twice over, so that a sum of two logarithms needs no reduction.
const EXP: [u8; 512] = {
    let mut table = [0u8; 512];
    let mut x = 1u16;
    let mut i = 0;
    while i < 255 {
        table[i] = x as u8;
        table[i + 255] = x as u8;
        x <<= 1;
        if x & 0x100 != 0 {
            x ^= 0x11D;
        }
        i += 1;
    }
    table
};

const LOG: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut i = 0;
    while i < 255 {
        table[EXP[i] as usize] = i as u8;
        i += 1;
    }
    table
};

fn mul(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 { 0 } else { EXP[LOG[usize::from(a)] as usize + LOG[usize::from(b)] as usize] }
}

fn div(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 { 0 } else { EXP[LOG[usize::from(a)] as usize + 255 - LOG[usize::from(b)] as usize] }
}

/// Syndromes S₀…; true when all are zero (the block is a codeword).
fn syndromes(block: &[u8], out: &mut [u8]) -> bool {
    let mut clean = true;
    for (j, s) in out.iter_mut().enumerate() {
        let root = EXP[j % 255];
        *s = block.iter().fold(0, |acc, &b| mul(acc, root) ^ b);
        clean &= *s == 0;
    }
    clean
}

/// The value of a polynomial (lowest coefficient first).
fn eval(poly: &[u8], x: u8) -> u8 {
    poly.iter().rev().fold(0, |acc, &c| mul(acc, x) ^ c)
}

/// Corrects `block` (data, then `check` check codewords) in place, taking the codewords at the `erased` indices as unknown.
///
/// Returns the number of unknown errors that were found and corrected; `None`, with the block unchanged, when it is beyond repair.
/// Two check codewords are spent on an unknown error, one on an erasure.
pub(super) fn correct(block: &mut [u8], check: usize, erased: &[usize]) -> Option<usize> {
    let n = block.len();
    if check == 0 || check > MAX_CHECK || n > 255 || n <= check || erased.len() > check {
        return None;
    }
    let mut synd = [0u8; MAX_CHECK];
    let synd = &mut synd[..check];
    if syndromes(block, synd) {
        return Some(0);
    }
    // The erasure locator Π(1 + Xₖ·x), then Berlekamp–Massey from there.
    let mut sigma = [0u8; MAX_CHECK + 1];
    sigma[0] = 1;
    for (k, &pos) in erased.iter().enumerate() {
        let x = EXP[n.checked_sub(pos + 1)? % 255];
        for i in (1..=k + 1).rev() {
            sigma[i] ^= mul(sigma[i - 1], x);
        }
    }
    let e = erased.len();
    let mut prev = sigma;
    let mut len = e;
    for r in e..check {
        let delta = (0..=r.min(MAX_CHECK)).fold(0, |acc, i| acc ^ mul(sigma[i], synd[r - i]));
        prev.copy_within(0..MAX_CHECK, 1);
        prev[0] = 0;
        if delta == 0 {
            continue;
        }
        let before = sigma;
        for i in 0..=MAX_CHECK {
            sigma[i] ^= mul(delta, prev[i]);
        }
        if 2 * len <= r + e {
            len = r + 1 + e - len;
            for i in 0..=MAX_CHECK {
                prev[i] = div(before[i], delta);
            }
        }
    }
    if len > check || 2 * (len - e.min(len)) + e > check || sigma[len + 1..].iter().any(|&c| c != 0) {
        return None;
    }
    let mut omega = [0u8; MAX_CHECK];
    for i in 0..check {
        omega[i] = (0..=i).fold(0, |acc, j| acc ^ mul(sigma[j], synd[i - j]));
    }
    let mut fixed = [0u8; 255];
    let fixed = &mut fixed[..n];
    fixed.copy_from_slice(block);
    let mut roots = 0;
    for (pos, byte) in fixed.iter_mut().enumerate() {
        let log = (n - 1 - pos) % 255;
        let inverse = EXP[255 - log];
        if eval(&sigma[..=len], inverse) != 0 {
            continue;
        }
        roots += 1;
        // Forney's formula; the formal derivative keeps the odd coefficients only.
        let mut slope = 0;
        let square = mul(inverse, inverse);
        let mut power = 1;
        for i in (1..=len).step_by(2) {
            slope ^= mul(sigma[i], power);
            power = mul(power, square);
        }
        if slope == 0 {
            return None;
        }
        *byte ^= mul(EXP[log], div(eval(&omega[..check], inverse), slope));
    }
    if roots != len || !syndromes(fixed, synd) {
        return None;
    }
    block.copy_from_slice(fixed);
    Some(len - e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Appends the check codewords by polynomial division: independent of the decoder above but for the field.
    pub(super) fn encode(data: &[u8], check: usize) -> Vec<u8> {
        let mut generator = vec![1u8];
        for root in &EXP[..check] {
            let mut next = vec![0u8; generator.len() + 1];
            for (j, &c) in generator.iter().enumerate() {
                next[j] ^= c;
                next[j + 1] ^= mul(c, *root);
            }
            generator = next;
        }
        let mut rest = vec![0u8; check];
        for &d in data {
            let factor = d ^ rest.remove(0);
            rest.push(0);
            for (r, &g) in rest.iter_mut().zip(&generator[1..]) {
                *r ^= mul(g, factor);
            }
        }
        [data, &rest].concat()
    }

    proptest! {
        #[test]
        fn corrects_all_that_the_check_codewords_allow(
            data in proptest::collection::vec(any::<u8>(), 1..120), check in 2usize..=30,
            wrong in proptest::collection::btree_map(0usize..150, 1u8.., 0..30), erased in 0usize..30,
        ) {
            let clean = encode(&data, check);
            let mut block = clean.clone();
            let hit: Vec<usize> = wrong.keys().copied().filter(|p| *p < block.len()).collect();
            hit.iter().for_each(|p| block[*p] ^= wrong[p]);
            let erased = &hit[..erased.min(hit.len()).min(check)];
            let dirty = block.clone();
            let result = correct(&mut block, check, erased);
            if 2 * (hit.len() - erased.len()) + erased.len() <= check {
                prop_assert!(result.is_some());
                prop_assert_eq!(block, clean);
            } else if result.is_none() {
                prop_assert_eq!(block, dirty);
            }
        }

        #[test]
        fn takes_anything(mut block in proptest::collection::vec(any::<u8>(), 0..300), check in 0usize..300, erased in proptest::collection::vec(0usize..300, 0..40)) {
            let _ = correct(&mut block, check, &erased);
        }
    }
}
