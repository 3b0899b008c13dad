//! Closed enums that are listed, or have a name in files: each is written as one table, from which list and names are made.

/// Defines an enum and its `ALL` from one table, in the order of that table; with slugs also `slug` and `from_slug`. A variant that
/// has no slug does not compile, and nothing is listed by hand.
macro_rules! closed {
    (
        $(#[$doc:meta])*
        $name:ident, $(#[$all_doc:meta])* ALL {
            $($(#[$variant_doc:meta])* $variant:ident,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            $(#[$all_doc])*
            pub const ALL: [Self; [$(Self::$variant),*].len()] = [$(Self::$variant),*];
        }
    };
    (
        $(#[$doc:meta])*
        $name:ident, $(#[$all_doc:meta])* ALL {
            $($(#[$variant_doc:meta])* $variant:ident = $slug:literal,)*
        }
    ) => {
        $crate::vocabulary::closed! {
            $(#[$doc])*
            $name, $(#[$all_doc])* ALL {
                $($(#[$variant_doc])* $variant,)*
            }
        }

        impl $name {
            /// The name in scenarios, links and logs of this program.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug,)* }
            }

            /// The one with this slug.
            pub fn from_slug(slug: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.slug() == slug)
            }
        }
    };
}
pub(crate) use closed;
