using System.Buffers.Text;
using System.Text;

namespace Squaremcp.Sandbox.Mail;

internal static class Sasl
{
    /// <summary>User and password of a PLAIN message (RFC 4616); null where it is none.</summary>
    internal static (string User, string Password)? Plain(string base64) =>
        Base64.IsValid(base64) && Encoding.UTF8.GetString(Convert.FromBase64String(base64)).Split('\0') is [_, var user, var password] ? (user, password) : null;
}
