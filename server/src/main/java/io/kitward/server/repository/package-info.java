/** Git repositories whose documents are followed: asked within bounds, read, and how they stand. */
@NullMarked
package io.kitward.server.repository;

import org.jspecify.annotations.NullMarked;
