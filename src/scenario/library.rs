//! The scenarios that come with the program.

use super::Scenario;

/// Slug and JSON, in the order of menus: each faulty one, then the healthy ones.
const FILES: [(&str, &str); 7] = [
    ("hung-dependency", include_str!("../../content/scenarios/hung-dependency.json")),
    ("hung-dependency-aspnetcore", include_str!("../../content/scenarios/hung-dependency-aspnetcore.json")),
    ("backend-down", include_str!("../../content/scenarios/backend-down.json")),
    ("backend-garbage", include_str!("../../content/scenarios/backend-garbage.json")),
    ("backend-resets", include_str!("../../content/scenarios/backend-resets.json")),
    ("healthy-farm", include_str!("../../content/scenarios/healthy-farm.json")),
    ("healthy-aspnetcore", include_str!("../../content/scenarios/healthy-aspnetcore.json")),
];

/// The slugs, in the order of menus.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|&(slug, _)| slug)
}

/// A scenario of the library; `None` if it has none of this name.
pub fn open(slug: &str) -> Option<Scenario> {
    let &(slug, json) = FILES.iter().find(|&&(name, _)| name == slug)?;
    // Each file of the library is valid: a test reads them all.
    Scenario::read(slug, json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Problem;

    #[test]
    fn every_file_is_valid_and_there_is_no_other() {
        for (slug, json) in FILES {
            let read: Result<_, Vec<Problem>> = Scenario::read(slug, json);
            assert!(read.is_ok(), "{slug}: {:?}", read.err());
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/content/scenarios");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), FILES.len());
    }

    #[test]
    fn a_faulty_scenario_and_its_twin_differ_in_one_thing() {
        for faulty in names().filter_map(open).filter(|scenario| scenario.twin().is_some()) {
            let twin = open(faulty.twin().unwrap()).unwrap();
            assert_eq!(twin.twin(), None);
            assert_eq!((faulty.plan.faults.len(), twin.plan.faults.len()), (1, 0), "{}", faulty.slug);
            let mut mended = (*faulty.plan).clone();
            mended.faults.clear();
            assert_eq!(mended, *twin.plan, "{}", faulty.slug);
            assert_eq!(faulty.seed(), twin.seed());
        }
    }
}
