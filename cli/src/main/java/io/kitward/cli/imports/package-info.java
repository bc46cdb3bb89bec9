/**
 * Reads what others know of hosts, and makes tags of it: tables, inventories, node classifiers,
 * PuppetDB. Knows nothing of the server.
 */
@NullMarked
package io.kitward.cli.imports;

import org.jspecify.annotations.NullMarked;
