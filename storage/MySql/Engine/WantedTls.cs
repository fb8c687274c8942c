using MySqlConnector;

namespace Squaremcp.Storage.MySql;

public static class WantedTls
{
    public const string Words = "wants TLS before it is told a password (MySQL's caching_sha2_password does): take SslMode=None out of the connection string, or, on a network that nobody else is on, add AllowPublicKeyRetrieval=True to it";

    /// <summary>True where the server was reached and a password not sent, because it would have gone openly. MySqlConnector has the number of an unreachable server for that, and these words.</summary>
    public static bool IsMeant(MySqlException failure) =>
        failure.ErrorCode == MySqlErrorCode.UnableToConnectToHost && failure.Message.Contains("secure connection", StringComparison.Ordinal);
}
