//! Roots and proofs: what is made is what the RFC defines, what is defined is accepted, and nothing else is.

use std::collections::HashMap;

use cred_tlog::{
    Frontier, NodeId, OutsideTree, ProofError, TreeHash, TreeHead, completed, consistency, inclusion, root,
    verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

use crate::naive;

/// Up to this size everything is tried.
const ALL: usize = 130;

/// Complete subtrees as a store keeps them, filled leaf by leaf.
struct Kept {
    leaves: Vec<Vec<u8>>,
    nodes: HashMap<NodeId, TreeHash>,
}

impl Kept {
    fn of(leaves: Vec<Vec<u8>>) -> Self {
        let (mut kept, mut frontier) = (Self { leaves, nodes: HashMap::new() }, Frontier::default());
        for index in 0..kept.leaves.len() {
            let leaf = TreeHash::leaf(&kept.leaves[index]);
            let index = u64::try_from(index).unwrap();
            kept.nodes.insert(NodeId { level: 0, index }, leaf);
            let done = completed(index, leaf, |id| kept.node(id)).unwrap();
            assert_eq!(done, frontier.push(leaf));
            for (level, hash) in (1..).zip(done) {
                let id = NodeId { level, index: index >> level };
                assert_eq!(id.completed_at(), index + 1);
                assert_eq!(kept.nodes.insert(id, hash), None, "a complete subtree never changes");
            }
            assert_eq!(frontier.head(), kept.head(index + 1));
        }
        kept
    }

    fn node(&self, id: NodeId) -> Result<TreeHash, OutsideTree> {
        Ok(*self.nodes.get(&id).unwrap_or_else(|| panic!("{id:?} is not complete")))
    }

    fn head(&self, size: u64) -> TreeHead {
        TreeHead { size, root: root(size, |id| self.node(id)).unwrap() }
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<TreeHash> {
        inclusion(index, size, |id| self.node(id)).unwrap()
    }

    fn consistency(&self, from: u64, size: u64) -> Vec<TreeHash> {
        consistency(from, size, |id| self.node(id)).unwrap()
    }

    fn leaf(&self, index: u64) -> TreeHash {
        TreeHash::leaf(&self.leaves[usize::try_from(index).unwrap()])
    }
}

fn number(n: usize) -> u64 {
    u64::try_from(n).unwrap()
}

#[test]
fn every_root_is_the_one_of_the_recursive_definition() {
    let kept = Kept::of(naive::leaves(600));
    for n in 0..=600 {
        assert_eq!(kept.head(number(n)).root, naive::mth(&kept.leaves[..n]), "{n}");
    }
}

#[test]
fn every_inclusion_proof_is_the_defined_one_and_is_accepted() {
    let kept = Kept::of(naive::leaves(ALL));
    for n in 1..=ALL {
        let tree = kept.head(number(n));
        for m in 0..n {
            let proof = kept.inclusion(number(m), number(n));
            assert_eq!(proof, naive::path(m, &kept.leaves[..n]), "{m} in {n}");
            assert_eq!(verify_inclusion(kept.leaf(number(m)), number(m), &tree, &proof), Ok(()), "{m} in {n}");
        }
    }
}

#[test]
fn every_consistency_proof_is_the_defined_one_and_is_accepted() {
    let kept = Kept::of(naive::leaves(ALL));
    for n in 1..=ALL {
        for m in 1..=n {
            let proof = kept.consistency(number(m), number(n));
            assert_eq!(proof, naive::proof(m, &kept.leaves[..n]), "{m} to {n}");
            let (older, newer) = (kept.head(number(m)), kept.head(number(n)));
            assert_eq!(verify_consistency(&older, &newer, &proof), Ok(()), "{m} to {n}");
        }
    }
}

#[test]
fn another_implementation_gives_the_same_roots_and_accepts_the_same_proofs() {
    use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
    let kept = Kept::of(naive::leaves(70));
    let mut other: MemoryBackedTree<sha2::Sha256, Vec<u8>> = MemoryBackedTree::new();
    let mut roots: Vec<RootHash<sha2::Sha256>> = vec![other.root()];
    let bytes = |proof: &[TreeHash]| proof.iter().flat_map(|hash| hash.0).collect::<Vec<_>>();
    for n in 1..=70_usize {
        other.push(kept.leaves[n - 1].clone());
        roots.push(other.root());
        assert_eq!(other.root().as_bytes().as_slice(), kept.head(number(n)).root.0);
        for m in 0..n {
            let ours = bytes(&kept.inclusion(number(m), number(n)));
            assert_eq!(other.prove_inclusion(m).as_bytes(), ours, "{m} in {n}");
            let proof = InclusionProof::try_from_bytes(ours).unwrap();
            assert!(roots[n].verify_inclusion(&kept.leaves[m], number(m), &proof).is_ok());
            let ours = bytes(&kept.consistency(number(m + 1), number(n)));
            assert_eq!(other.prove_consistency(n - m - 1).as_bytes(), ours, "{} to {n}", m + 1);
            let proof = ConsistencyProof::try_from_bytes(ours).unwrap();
            assert!(roots[n].verify_consistency(&roots[m + 1], &proof).is_ok());
        }
    }
}

/// Every way in which a proof can be a little wrong.
fn spoiled(proof: &[TreeHash]) -> Vec<Vec<TreeHash>> {
    let mut all = Vec::new();
    for at in 0..proof.len() {
        let mut flipped = proof.to_vec();
        flipped[at].0[at % 32] ^= 1 << (at % 8);
        let mut shorter = proof.to_vec();
        shorter.remove(at);
        all.extend([flipped, shorter]);
        if at > 0 && proof[at - 1] != proof[at] {
            let mut swapped = proof.to_vec();
            swapped.swap(at - 1, at);
            all.push(swapped);
        }
    }
    for extra in [TreeHash::empty(), TreeHash::leaf(b"extra")] {
        all.push([proof, &[extra]].concat());
        all.push([&[extra], proof].concat());
    }
    all
}

#[test]
fn nothing_but_the_proof_is_accepted_as_inclusion() {
    let kept = Kept::of((0..40).map(|n: u8| vec![n]).collect());
    for n in 1..=40 {
        let tree = kept.head(n);
        for m in 0..n {
            let (leaf, proof) = (kept.leaf(m), kept.inclusion(m, n));
            for wrong in spoiled(&proof) {
                assert!(verify_inclusion(leaf, m, &tree, &wrong).is_err(), "{m} in {n}: {wrong:?}");
            }
            for index in (0..=41).chain([u64::MAX]).filter(|index| *index != m) {
                assert!(verify_inclusion(leaf, index, &tree, &proof).is_err(), "{m} in {n} as {index}");
            }
            assert!(verify_inclusion(TreeHash::leaf(b"x"), m, &tree, &proof).is_err());
            let other = TreeHead { root: TreeHash::leaf(b"x"), ..tree };
            assert_eq!(verify_inclusion(leaf, m, &other, &proof), Err(ProofError::Root));
        }
    }
}

#[test]
fn nothing_but_the_proof_is_accepted_as_consistency() {
    let kept = Kept::of((0..40).map(|n: u8| vec![n]).collect());
    for n in 1..=40 {
        let newer = kept.head(n);
        for m in 1..=n {
            let (older, proof) = (kept.head(m), kept.consistency(m, n));
            for wrong in spoiled(&proof) {
                assert!(verify_consistency(&older, &newer, &wrong).is_err(), "{m} to {n}: {wrong:?}");
            }
            let forked = TreeHead { root: TreeHash::leaf(b"x"), ..older };
            // Where the older root is itself the start of the climb, the fork shows at the newer root.
            let shows = if m.is_power_of_two() && m < n { ProofError::Root } else { ProofError::OlderRoot };
            assert_eq!(verify_consistency(&forked, &newer, &proof), Err(shows), "{m} to {n}");
            let other = TreeHead { root: TreeHash::leaf(b"x"), ..newer };
            assert!(verify_consistency(&older, &other, &proof).is_err());
            for size in (0..=41).chain([u64::MAX]).filter(|size| *size != m) {
                assert!(
                    verify_consistency(&TreeHead { size, ..older }, &newer, &proof).is_err(),
                    "{m} to {n} as {size}"
                );
            }
        }
    }
}

#[test]
fn what_lies_outside_of_the_tree_has_no_proof() {
    let nothing = |_: NodeId| -> Result<TreeHash, OutsideTree> { panic!("asked for a subtree") };
    assert_eq!(inclusion(5, 5, nothing), Err(OutsideTree { wanted: 6, size: 5 }));
    assert_eq!(inclusion(0, 0, nothing), Err(OutsideTree { wanted: 1, size: 0 }));
    assert_eq!(consistency(0, 5, nothing), Err(OutsideTree { wanted: 0, size: 5 }));
    assert_eq!(consistency(6, 5, nothing), Err(OutsideTree { wanted: 6, size: 5 }));
    let tree = Kept::of(naive::leaves(5)).head(5);
    let nothing = TreeHead { size: 0, root: TreeHash::empty() };
    assert_eq!(verify_consistency(&nothing, &tree, &[]), Err(ProofError::Outside));
    assert_eq!(verify_consistency(&tree, &nothing, &[]), Err(ProofError::Outside));
    assert_eq!(verify_inclusion(tree.root, 0, &nothing, &[]), Err(ProofError::Outside));
}

#[test]
fn a_rewrite_with_all_its_hashes_made_again_has_no_proof_from_before() {
    let sound = Kept::of(naive::leaves(50));
    let mut forged = naive::leaves(60);
    for leaf in &mut forged[30..] {
        leaf.push(b'!');
    }
    let forged = Kept::of(forged);
    for m in 1..=50 {
        let proof = forged.consistency(m, 60);
        let checked = verify_consistency(&sound.head(m), &forged.head(60), &proof);
        assert_eq!(checked.is_ok(), m <= 30, "{m}");
    }
}

proptest! {
    /// Sizes that no test can build: the checks end, and refuse.
    #[test]
    fn no_size_makes_a_check_run_away(
        index: u64, size: u64, from: u64,
        proof in prop::collection::vec(any::<[u8; 32]>().prop_map(TreeHash), 0..70),
        root: [u8; 32],
    ) {
        let tree = TreeHead { size, root: TreeHash(root) };
        prop_assert!(verify_inclusion(TreeHash::leaf(b"x"), index, &tree, &proof).is_err());
        let older = TreeHead { size: from, root: TreeHash::leaf(b"y") };
        prop_assert!(verify_consistency(&older, &tree, &proof).is_err());
    }

    /// A tree of any content and two sizes.
    #[test]
    fn a_log_that_grows_proves_it(
        leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9), 1..300),
        at: prop::sample::Index, of: prop::sample::Index,
    ) {
        let n = of.index(leaves.len()) + 1;
        let m = at.index(n);
        let kept = Kept::of(leaves);
        let tree = kept.head(number(n));
        prop_assert_eq!(tree.root, naive::mth(&kept.leaves[..n]));
        let proof = kept.inclusion(number(m), number(n));
        prop_assert_eq!(&proof, &naive::path(m, &kept.leaves[..n]));
        prop_assert_eq!(verify_inclusion(kept.leaf(number(m)), number(m), &tree, &proof), Ok(()));
        let proof = kept.consistency(number(m + 1), number(n));
        prop_assert_eq!(&proof, &naive::proof(m + 1, &kept.leaves[..n]));
        prop_assert_eq!(verify_consistency(&kept.head(number(m + 1)), &tree, &proof), Ok(()));
    }
}
