/** The catalog's tools on real hosts: deployed, broken, repaired and taken away, as a table. */
@NullMarked
package io.kitward.lab.catalog;

import org.jspecify.annotations.NullMarked;
