using System.Data.Common;
using MySqlConnector;
using Squaremcp.Silo.Cluster;
using Squaremcp.Storage;
using Squaremcp.Storage.MySql;
using Squaremcp.Vault;

namespace Squaremcp.Silo.Operation;

/// <summary>Which failures of a start end the process: those that no waiting mends.</summary>
internal static class StartFailure
{
    /// <summary>True where trying again cannot help: the wrong password or database, a database of others, a newer schema, a lost key.</summary>
    internal static bool IsHopeless(Exception failure) => failure switch
    {
        ForeignDatabaseException => true,
        MySqlException refused when WantedTls.IsMeant(refused) => true,
        MySqlException refused => refused.ErrorCode is MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.UnknownDatabase or MySqlErrorCode.TableAccessDenied,
        // Without a cause below it, it is a decision of ours: a schema newer than the program, a key that does not fit.
        StorageException or VaultException => failure.InnerException is null or System.Security.Cryptography.CryptographicException || IsHopeless(failure.InnerException),
        _ => failure.InnerException is DbException cause && IsHopeless(cause),
    };

    internal static string Words(Exception failure) => failure switch
    {
        MySqlException { ErrorCode: MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied } => "the database refuses this user and password. Set SQUAREMCP__Cluster__ConnectionString.",
        MySqlException { ErrorCode: MySqlErrorCode.UnknownDatabase } => "there is no such database on that server. Create it, or set SQUAREMCP__Cluster__ConnectionString.",
        MySqlException { ErrorCode: MySqlErrorCode.TableAccessDenied } => "the database's user may not create or change tables. Grant it, or run squaremcp-silo migrate as one who may.",
        MySqlException { ErrorCode: MySqlErrorCode.OptionPreventsStatement } => "the database is read-only.",
        MySqlException refused when WantedTls.IsMeant(refused) => $"the database {WantedTls.Words} (SQUAREMCP__Cluster__ConnectionString).",
        MySqlException { ErrorCode: MySqlErrorCode.UnableToConnectToHost } => "the database cannot be reached. See that it runs, and that SQUAREMCP__Cluster__ConnectionString names it.",
        MySqlException mysql => $"the database cannot be used ({mysql.Message})",
        _ => failure.Message,
    };
}

/// <summary>The silo cannot serve here, in words for its operator.</summary>
internal sealed class CannotServeException(string message, Exception? inner) : Exception(message, inner);
