using Squaremcp.Tests.Audit;
using Squaremcp.Tests.Storage;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Storage;

// The suites of storage once more, on MariaDB through MySqlConnector: what they claim of SQLite holds there too.

public sealed class MySqlLedgerTests(DatabaseServer server) : LedgerTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlCustomerIndexTests(DatabaseServer server) : CustomerIndexTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlUsageTests(DatabaseServer server) : UsageTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlPublishWriteTests(DatabaseServer server) : PublishWriteTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlWritePageTests(DatabaseServer server) : WritePageTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlWriteLedgerTests(DatabaseServer server) : WriteLedgerTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlRetentionTests(DatabaseServer server) : RetentionTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlAuditPageTests(DatabaseServer server) : AuditPageTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlFileRecordTests(DatabaseServer server) : FileRecordTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlChainTests(DatabaseServer server) : ChainTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlProofTests(DatabaseServer server) : ProofTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}

public sealed class MySqlSecretRecordTests(DatabaseServer server) : SecretRecordTests
{
    internal override ITestEngine Engine { get; } = new MySqlEngine(server);
}
