/** What would have to change for a node to get a service. Pure values and functions. */
@NullMarked
package io.kitward.policy.counterfactual;

import org.jspecify.annotations.NullMarked;
