using System.Net.Sockets;
using MySqlConnector;

namespace Squaremcp.Storage.MySql;

/// <summary>What a failure of the server or of the way to it means, and what to do about it. Texts of the server may hold stored values and are not repeated.</summary>
internal static class Trouble
{
    /// <summary>By their numbers, as the servers' manuals have them; MySqlConnector does not name all of them.</summary>
    private static readonly HashSet<int> Passing =
    [
        1040, // too many connections
        1042, // cannot be reached
        1053, // shuts down
        1158, 1159, 1160, 1161, // the network
        1205, 1213, // a row is held; a deadlock
        1317, // interrupted
        1927, // the connection was killed (MariaDB)
        2002, 2003, 2006, 2013, // no connection, or not any more
        3169, 4031, // the session was killed; was silent too long (MySQL)
    ];

    /// <summary>True where the same, tried again, may well succeed.</summary>
    public static bool IsPassing(Exception failure) => failure switch
    {
        MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired } => false,
        MySqlException server when WantedTls.IsMeant(server) => false,
        MySqlException server => server.IsTransient || Passing.Contains(server.Number) || IsLost(server),
        IOException or SocketException => true,
        _ => false,
    };

    /// <summary>True where the server has answered, so that it is known that nothing was kept.</summary>
    public static bool IsAnswer(Exception failure) => failure is MySqlException { Number: 1205 or 1213 };

    /// <summary>True where one change is to blame, by its values, and another may pass.</summary>
    public static bool IsOfOneChange(Exception failure) => failure is MySqlException server && !IsPassing(failure)
        && (server.SqlState is ['2', '1' or '2' or '3', ..] or ['4', '5', ..] || server.Number is 1153 or 1264 or 1267 or 1366 or 1406 or 3819 or 4025);

    public static bool IsOfDatabase(Exception failure) => failure is MySqlException or IOException or SocketException;

    /// <summary>Without the failure itself inside: it could not travel from a silo.</summary>
    public static StorageException Told(string what, Exception failure, Connections connections) => new($"{what} {Tell(failure, connections)}");

    public static string Tell(Exception failure, Connections connections) => failure is not MySqlException server ? Unreachable(connections) : server.Number switch
    {
        1290 or 1792 or 1836 or 3100 => $"The database {connections.Name} is read-only. Point Squaremcp:Cluster:ConnectionString at the primary, or turn read_only off there.",
        3 or 1021 or 1026 or 1030 or 1114 => $"The database {connections.Name} is full. Free or add space on its disk; SquareMCP goes on by itself then.",
        1044 or 1045 or 1142 or 1143 or 1227 or 1370 or 1698 => $"The database {connections.Name} does not let this user in, or not do this. See user and password of Squaremcp:Cluster:ConnectionString, and the user's rights.",
        1049 => $"There is no database {connections.Name}. Create it, or set Squaremcp:Cluster:ConnectionString to the right one.",
        1054 or 1146 => $"The database {connections.Name} does not have this program's tables. Run the verb 'migrate' of the silo's program.",
        1040 or 1203 => $"The database {connections.Name} has no connection left. Raise its max_connections, or lower the connections of each silo.",
        1205 or 1213 => $"The database {connections.Name} is overloaded: rows stay locked. See what holds them.",
        _ when WantedTls.IsMeant(server) => $"The database {connections.Name} {WantedTls.Words} (Squaremcp:Cluster:ConnectionString).",
        (int)MySqlErrorCode.CommandTimeoutExpired => $"The database {connections.Name} is too slow: it did not answer in time. See what keeps it busy.",
        _ when IsPassing(failure) => Unreachable(connections),
        _ => $"The database {connections.Name} refused it (error {server.Number}, state {server.SqlState}).",
    };

    private static string Unreachable(Connections connections) => $"The database {connections.Name} cannot be reached. See that it runs, and that Squaremcp:Cluster:ConnectionString is right.";

    /// <summary>The connection ended while something was asked: MySqlConnector has no number for that.</summary>
    private static bool IsLost(MySqlException failure) => failure.Number == 0 && failure.SqlState is null;
}
