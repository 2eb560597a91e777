//! imports.toml: what a team imports again and again.

use super::{Key, Shape, Type, VERSION, key, required};

/// teams/<team>/imports.toml.
pub const IMPORTS: Shape = Shape {
    name: "imports.toml",
    keys: &[
        VERSION,
        required("imports", Type::Tables(&IMPORT), "Its imports, in order."),
    ],
};

/// Settings by name. A name with points is a table in TOML: `column.p95`, `only.tag.team`.
const SETTINGS: Type = Type::Map(&Type::Either(
    &Type::Text,
    &Type::Map(&Type::Either(&Type::Text, &Type::Map(&Type::Text))),
));

const FILES: Key = required(
    "files",
    Type::List(&Type::Text),
    "Files or patterns such as `out/trivy-*.json`, from the folder of scorpfolio.toml.",
);

/// One entry of imports.toml.
const IMPORT: Shape = Shape {
    name: "an import",
    keys: &[
        key(
            "source",
            Type::Id,
            "The source. Default: it is recognised by the files.",
        ),
        FILES,
        key("workload", Type::Id, "The workload of values that the files give none."),
        key("metric", Type::Id, "The metric, where the files name none."),
        key(
            "cycle",
            Type::Choice(&["latest"]),
            "`latest`: values speak for the newest cycle that has ended, whatever day the files say. For files that are written anew each time.",
        ),
        key(
            "optional",
            Type::Boolean,
            "Whether it is in order that no file is there. Default `false`.",
        ),
        key("set", SETTINGS, "The source's own settings, as `--set` gives them."),
    ],
};
