package io.kitward.server.api.port;

/** All that the API needs, in one value. */
public record Ports(
    Nodes nodes,
    Agents agents,
    NodeOperations operations,
    TagSets tags,
    Declarations declarations,
    Vouchers vouchers,
    Instances instances,
    History history,
    EventFeed events,
    Documents documents,
    Plans plans,
    Explanations explanations,
    TagReports reports,
    Backends backends,
    Ledgers ledgers,
    Exceptions exceptions,
    AuditTrail audit,
    Status status,
    Tokens tokens,
    SecretVersions secrets,
    ConnectorPackage connector,
    Joining joining,
    Admissions admissions,
    Retirements retirements,
    Suspensions suspensions) {}
