using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Squaremcp.Tests.Contracts;

/// <summary>The public and protected members of an assembly's types, read as metadata: nothing is loaded, nothing it depends on has to be there.</summary>
internal static class PublicApi
{
    /// <returns>By type name without namespace: members as <c>Name(Type parameter, …) Type</c>, namespaces left out.</returns>
    internal static Dictionary<string, SortedSet<string>> Read(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        var types = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public))
        {
            types[metadata.GetString(type.Name)] = Members(metadata, type);
        }

        return types;
    }

    private static SortedSet<string> Members(MetadataReader metadata, TypeDefinition type)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(method => Visible(method.Attributes)))
        {
            var signature = method.DecodeSignature(new Names(metadata), (type.GetGenericParameters(), method.GetGenericParameters()));
            var names = method.GetParameters().Select(metadata.GetParameter).Where(parameter => parameter.SequenceNumber > 0).Select(parameter => metadata.GetString(parameter.Name)).ToList();
            members.Add($"{metadata.GetString(method.Name)}({string.Join(", ", signature.ParameterTypes.Select((one, i) => $"{one} {(i < names.Count ? names[i] : "")}"))}) {signature.ReturnType}");
        }

        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition).Where(field => field.Attributes.HasFlag(FieldAttributes.Literal) && (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public))
        {
            var constant = metadata.GetConstant(field.GetDefaultValue());
            members.Add($"{metadata.GetString(field.Name)} = {metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)}");
        }

        return members;
    }

    private static bool Visible(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private sealed class Names(MetadataReader reader) : ISignatureTypeProvider<string, (GenericParameterHandleCollection Type, GenericParameterHandleCollection Method)>
    {
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetTypeFromDefinition(MetadataReader metadata, TypeDefinitionHandle handle, byte rawTypeKind) => metadata.GetString(metadata.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader metadata, TypeReferenceHandle handle, byte rawTypeKind) => metadata.GetString(metadata.GetTypeReference(handle).Name);

        public string GetTypeFromSpecification(MetadataReader metadata, (GenericParameterHandleCollection Type, GenericParameterHandleCollection Method) genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            metadata.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericTypeParameter((GenericParameterHandleCollection Type, GenericParameterHandleCollection Method) genericContext, int index) => reader.GetString(reader.GetGenericParameter(genericContext.Type[index]).Name);

        public string GetGenericMethodParameter((GenericParameterHandleCollection Type, GenericParameterHandleCollection Method) genericContext, int index) => reader.GetString(reader.GetGenericParameter(genericContext.Method[index]).Name);

        public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[,]";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetByReferenceType(string elementType) => elementType + "&";

        public string GetPointerType(string elementType) => elementType + "*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";
    }
}
