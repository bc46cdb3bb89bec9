package io.kitward.server.api.port;

/**
 * One thing that is wrong in a set of documents.
 *
 * @param code the checker's own stable code
 * @param file the name of the file or request part; empty when there is none
 * @param line from 1; 0 when unknown
 * @param column from 1; 0 when unknown
 * @param pointer the path in the document; empty for the whole of it
 */
public record DocumentFault(
    String code, String detail, String file, int line, int column, String pointer) {}
