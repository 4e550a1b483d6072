//! RFC 6962, section 2.1, word by word over the list of all leaves: no stored subtree, no index arithmetic.

use cred_tlog::TreeHash;

/// The largest power of two smaller than `n`.
fn k(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

/// `MTH(D[n])`.
pub(crate) fn mth(d: &[Vec<u8>]) -> TreeHash {
    match d {
        [] => TreeHash::empty(),
        [leaf] => TreeHash::leaf(leaf),
        d => {
            let (left, right) = d.split_at(k(d.len()));
            TreeHash::node(mth(left), mth(right))
        }
    }
}

/// `PATH(m, D[n])`.
pub(crate) fn path(m: usize, d: &[Vec<u8>]) -> Vec<TreeHash> {
    if d.len() == 1 {
        return vec![];
    }
    let k = k(d.len());
    let (mut path, other) = if m < k { (path(m, &d[..k]), mth(&d[k..])) } else { (path(m - k, &d[k..]), mth(&d[..k])) };
    path.push(other);
    path
}

/// `PROOF(m, D[n])`.
pub(crate) fn proof(m: usize, d: &[Vec<u8>]) -> Vec<TreeHash> {
    subproof(m, d, true)
}

fn subproof(m: usize, d: &[Vec<u8>], b: bool) -> Vec<TreeHash> {
    if m == d.len() {
        return if b { vec![] } else { vec![mth(d)] };
    }
    let k = k(d.len());
    let (mut proof, other) =
        if m <= k { (subproof(m, &d[..k], b), mth(&d[k..])) } else { (subproof(m - k, &d[k..], false), mth(&d[..k])) };
    proof.push(other);
    proof
}

/// Leaves that differ in content and length.
pub(crate) fn leaves(n: usize) -> Vec<Vec<u8>> {
    (0..n).map(|i| i.to_string().repeat(i % 5).into_bytes()).collect()
}
