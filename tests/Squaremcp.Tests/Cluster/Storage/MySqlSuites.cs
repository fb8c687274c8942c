using Squaremcp.Tests.Audit;
using Squaremcp.Tests.Storage;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Storage;

// The suites of storage once more, on MariaDB through MySqlConnector: what they claim of SQLite holds there too.

public sealed class MySqlLedgerTests(MariaDbServer server) : LedgerTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlCustomerIndexTests(MariaDbServer server) : CustomerIndexTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlUsageTests(MariaDbServer server) : UsageTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlPublishWriteTests(MariaDbServer server) : PublishWriteTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlWritePageTests(MariaDbServer server) : WritePageTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlWriteLedgerTests(MariaDbServer server) : WriteLedgerTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlRetentionTests(MariaDbServer server) : RetentionTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlAuditPageTests(MariaDbServer server) : AuditPageTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlFileRecordTests(MariaDbServer server) : FileRecordTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlChainTests(MariaDbServer server) : ChainTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlProofTests(MariaDbServer server) : ProofTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlSecretRecordTests(MariaDbServer server) : SecretRecordTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}
