/**
 * The driver for Zabbix, proven on 6.0: the client of its JSON-RPC API, the pure translation
 * between Kitward's words and Zabbix', and what changes hosts and asks for proof.
 */
@NullMarked
package io.kitward.server.backend.zabbix;

import org.jspecify.annotations.NullMarked;
