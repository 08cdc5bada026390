# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package: cmake --workflow --preset package
set(CPACK_PACKAGE_VENDOR "The ConvScope authors")
set(CPACK_PACKAGE_CONTACT "The ConvScope authors <convscope@users.noreply.github.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded at run time, so shlibdeps cannot see them; and a bare machine has no font at all
# and knows no authority that vouches for servers.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6svg6, fonts-dejavu-core, ca-certificates")
include(CPack)
